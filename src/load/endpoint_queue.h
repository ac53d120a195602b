#pragma once
// What one worker has waiting for one endpoint: signed operations in their order, and the accounts whose
// nonces are to be read, which go first. Hands them to the endpoint's connections as these have room, and
// pauses after the endpoint could not be reached. What comes back is appended to the worker's events. Thread
// rule: the worker alone.
//
// A request carries one operation, or with a limit above 1 a batch: as many as wait, up to the limit; fewer
// only once the first of them has been held for the limit's linger. A batch that the node refuses as such
// halves their size for good; its operations, which the node did not look at, wait again, in front.

#include <poll.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "load/account_nonces.h"
#include "load/connection_pool.h"
#include "load/events.h"
#include "load/in_flight.h"
#include "load/outstanding.h"
#include "load/trace.h"

namespace seiload::load {

class EndpointQueue {
 public:
  struct Limits {
    std::size_t connections;
    std::size_t waiting;    // signed operations
    std::size_t batch = 1;  // operations a request; not more than may wait
    sys::Duration linger{0};
    net::ConnectionLimits http;
  };
  // What it works with. All outlive it.
  struct Parts {
    const sys::Clock& clock;
    InFlight& in_flight;
    AccountNonces& nonces;
    Events& events;
    Pipelining& pipelining;
    DetailFilter details;
    const TraceIds* traces = nullptr;  // null: requests are not traced
  };

  // Over HTTP one request at a time is outstanding on a connection, unless the limits say more; on other
  // transports many.
  EndpointQueue(const rpc::Endpoint& endpoint, std::uint16_t number, const Limits& limits,
                const Parts& parts);

  // Room for one more signed operation: in the queue, or (closed loop) on a connection right away.
  bool queue_has_room() const { return waiting_count_ + reserved_ < limits_.waiting; }
  bool has_capacity(sys::TimePoint now) const;
  bool is_unreachable() const { return outstanding_.back_off().is_unreachable(); }

  void reserve() { ++reserved_; }                             // a place for an operation that is being signed
  void push(std::uint32_t operation, sys::TimePoint now);     // signed; its place was reserved
  void reroute(std::uint32_t operation, sys::TimePoint now);  // signed, from another endpoint's queue
  void push_front(std::uint32_t operation);                   // returned by the node

  // Hands out what waits to connections that have room.
  void submit();
  // The last submit(): what is held for a batch or is late is still sent where a connection is open and takes
  // it now. Of what was handed to connections and is not begun each ends, as unsent; what still waits is
  // forgotten, and the states of those operations are the caller's business. Nothing is sent any more.
  void end_load();
  // Takes out what waits for a connection, in its order. For an endpoint that takes no more load.
  std::vector<std::uint32_t> take_waiting();
  void abandon(sys::TimePoint now) { pool_.abandon(now); }

  // As of the pool; also what is held for a batch, and the end of a pause.
  sys::TimePoint add_polls(std::vector<pollfd>& descriptors, sys::TimePoint now);
  std::size_t on_poll(const pollfd* descriptors, sys::TimePoint now);
  void on_time(sys::TimePoint now);
  std::size_t open_connections() const { return pool_.open_connections(); }
  std::uint16_t restart_epoch() const { return pool_.restart_epoch(); }

 private:
  std::size_t batch_limit() const { return std::min(limits_.batch, outstanding_.largest_batch()); }
  bool has_request(sys::TimePoint now);
  bool submit_next(rpc::Channel& connection, sys::TimePoint now);
  bool submit_batch(rpc::Channel& connection, sys::TimePoint now);
  std::uint32_t next_valid(sys::TimePoint now, sys::TimePoint room_since);
  std::string_view header_of(std::uint32_t operation);
  void publish_restarts() { nonces_.set_restart_epoch(number_, pool_.restart_epoch()); }
  // Until the endpoint answers again, one attempt at a time.
  bool is_held_back(sys::TimePoint now) const {
    return is_unreachable() && (outstanding_.back_off().is_pausing(now) || outstanding_.count() > 0);
  }

  const std::uint16_t number_;
  Limits limits_;  // constant until end_load()
  const bool is_pipelined_;
  const sys::Clock& clock_;
  InFlight& in_flight_;
  AccountNonces& nonces_;
  Events& events_;
  const TraceIds* const traces_;
  Outstanding outstanding_;
  ConnectionPool pool_;

  Queue<InFlight> waiting_;
  std::size_t waiting_count_ = 0;
  std::size_t reserved_ = 0;
  std::uint64_t next_id_ = 1;  // of an operation in a batch
  sys::TimePoint linger_end_ = sys::kNever;
  std::string scratch_;
  TraceIds::Header trace_header_;

  bool blocked_ = false;  // something waits, and there is no room for it
  sys::TimePoint room_since_ = sys::TimePoint::min();
  sys::TimePoint looked_at_ = sys::TimePoint::min();  // the connections, last
};

using EndpointQueues = std::vector<std::unique_ptr<EndpointQueue>>;

}  // namespace seiload::load
