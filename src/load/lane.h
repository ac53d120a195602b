#pragma once
// One endpoint as one worker sees it: its connections, the signed transactions that wait for one, and the
// pause after the endpoint could not be reached. Opens connections only as they are needed and uses the last
// idle one first, so that a small load needs few. Thread rule: the worker alone.
//
// A request carries one transaction, or with a limit above 1 a batch: as many as wait, up to the limit; fewer
// only once the first of them has waited for company for the limit's linger. Over HTTP requests are pipelined
// if the limits say so and the endpoint has shown that it keeps connections open; it gets one at a time for
// good once it closes one with requests out, or answers out of turn. A batch that the node refuses as such
// halves their size for good; its transactions, which the node did not look at, wait again, in front.

#include <poll.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "load/in_flight.h"
#include "load/pipelining.h"
#include "net/connection.h"
#include "rpc/batch.h"
#include "rpc/endpoint.h"
#include "rpc/outcome.h"

namespace seiload::load {

class Lane final : public net::Connection::Listener {
 public:
  // How a sent transaction ended.
  struct End {
    rpc::Outcome outcome;
    bool delivered;  // the node has it, or may have it
    bool resent;
    sys::TimePoint written, now;  // written: only if an answer came
    std::string_view detail;
  };
  class Owner {
   public:
    virtual ~Owner() = default;
    virtual void on_end(std::uint32_t slot, Lane& lane, const End& end) = 0;
    // The answer to ask_nonce().
    virtual void on_nonce(std::uint32_t sender, const net::HttpAnswer& answer) = 0;
    // No answer came to it, as `detail` says.
    virtual void on_nonce_lost(std::uint32_t sender, std::string_view detail, sys::TimePoint now) = 0;
    // The endpoint could not be reached to ask it, as `end` says of a transaction.
    virtual void on_nonce_unreachable(std::uint32_t sender, const End& end) = 0;
    virtual std::string_view nonce_request(std::uint32_t sender) = 0;
    // Asked right before a waiting transaction goes out; false takes it back (its nonce is no longer right).
    // Before `room_since` the endpoint had no room for it: all connections were taken, or it could not be
    // reached.
    virtual bool revalidate(std::uint32_t slot, sys::TimePoint now, sys::TimePoint room_since) = 0;
    // The first of all workers' lanes to this endpoint has given up pipelining.
    virtual void on_pipelining_given_up(Lane& lane, std::string_view why) = 0;
    // The first of all workers' lanes to this endpoint has had a batch refused; from now on they are this
    // large.
    virtual void on_batch_refused(Lane& lane, std::size_t largest, std::string_view why) = 0;
    // Whether the text of an End is wanted where it takes an allocation to make.
    virtual bool wants_detail(rpc::Outcome outcome) = 0;
    // Field lines for the request of this transaction, net/connection.h; valid until the next call.
    virtual std::string_view header_of(std::uint32_t slot) = 0;
  };
  struct Limits {
    std::size_t connections;
    std::size_t waiting;    // signed transactions
    std::size_t batch = 1;  // transactions a request; not more than may wait
    sys::Duration linger{0};
    net::HttpLimits http;
  };

  // Over HTTP one request at a time is out on a connection, unless the limits say more; on other transports
  // many.
  Lane(const rpc::Endpoint& endpoint, const Limits& limits, const sys::Clock& clock, InFlight& in_flight,
       Pipelining& pipelining, Owner& owner);

  const std::string& name() const { return endpoint_.name; }

  // Room for one more signed transaction: in the waiting queue, or (closed loop) on a connection right away.
  bool queue_has_room() const { return waiting_count_ + reserved_ < limits_.waiting; }
  bool has_capacity(sys::TimePoint now) const;
  bool is_unreachable() const { return pause_.count() > 0; }  // the last attempt to connect failed

  void reserve() { ++reserved_; }                     // a place for a transaction that is being signed
  void push(std::uint32_t slot, sys::TimePoint now);  // the transaction, signed
  void ask_nonce(std::uint32_t sender);               // goes before transactions

  // Hands out what waits to connections that are free.
  void pump();
  // The last pump(): what waits for company or was made late still goes where a connection is free, the rest
  // is forgotten; `slot` states are the caller's business.
  void end_load();
  // Takes out what waits for a connection: transactions, in their order, and senders whose nonces were to be
  // read. For an endpoint that takes no more load.
  struct Waiting {
    std::vector<std::uint32_t> operations, senders;
  };
  Waiting take_waiting();
  // Closes all connections; what is out is forgotten.
  void abandon(sys::TimePoint now);

  // The next instant at which pump() or on_time() has something to do, or add_polls() something to add: what
  // is idle, but the one that is used next, is looked at only now and then, and before a wait that may be
  // long.
  sys::TimePoint add_polls(std::vector<pollfd>& descriptors, sys::TimePoint now);
  std::size_t open_connections() const { return open_; }  // at the last add_polls(), those opening included
  // How often the endpoint has ended all the connections that were open the time before, as it does when it
  // starts anew: what it knew of accounts may be forgotten. Only if it has accepted something since the last
  // one: with a server that closes after every few answers, accounts would ask for their nonces and send
  // nothing. Known as soon as a connection's end is, before anything can go out on another. Wraps.
  std::uint16_t restart_epoch() const { return restart_epoch_; }
  // The descriptors that add_polls() added, polled; returns how many those are.
  std::size_t on_poll(const pollfd* descriptors, sys::TimePoint now);
  void on_time(sys::TimePoint now);

  void on_answer(const net::HttpAnswer& answer) override;
  void on_failure(const net::HttpFailure& failure) override;

 private:
  struct Link {
    std::unique_ptr<net::Connection> connection;
    bool is_idle = true;    // stands in idle_
    bool is_busy = false;   // stands in busy_
    bool was_open = false;  // when it was last looked at
    std::uint16_t since =
        0;  // restart_epoch() when it was opened, one more if a connection had or may have ended by then
    std::uint32_t openings = 0;     // when it was last looked at
    std::uint64_t answered_in = 0;  // the first of rounds_ since it was opened; 0: none yet
  };
  struct Batch {
    net::BatchIds ids;
    std::vector<std::uint32_t> operations;  // kNone: has ended
  };
  // What a connection's tag stands for: a slot, or one of these.
  static constexpr std::uint64_t kNonceTag = std::uint64_t{1} << 63, kBatchTag = std::uint64_t{1} << 62;

  bool has_request(sys::TimePoint now);
  std::uint32_t free_link();
  bool submit_next(net::Connection& connection, sys::TimePoint now);
  bool submit_batch(net::Connection& connection, sys::TimePoint now);
  bool has_room(const net::Connection& connection) const;
  void settle(std::uint32_t link);
  void keep_busy(std::uint32_t link);
  void add_poll(std::uint32_t link, std::vector<pollfd>& descriptors);
  bool on_ready(const pollfd* descriptors, sys::TimePoint now);
  void see_changes(sys::TimePoint now);
  void judge_pipelining(const net::HttpAnswer& answer);
  void give_up_pipelining(std::string_view why);
  std::size_t batch_limit() const { return std::min(limits_.batch, pipelining_.largest_batch()); }
  void end_one(std::uint32_t slot, End end, rpc::Outcome outcome, std::string_view detail,
               const net::HttpAnswer& answer);
  bool take_back(Batch& batch, const net::HttpAnswer& answer, std::string_view why);
  bool end_batch(std::uint32_t batch, const net::HttpAnswer& answer, const End& end);
  bool is_pipelined() const {
    return endpoint_.transport == rpc::Transport::http && limits_.http.pipeline > 1;
  }
  static bool has_changed(const Link& link);  // opened or ended since it was last looked at
  void count_restarts();
  void unreachable(sys::TimePoint now);
  bool pausing(sys::TimePoint now) const { return pause_.count() > 0 && now < retry_at_; }

  const rpc::Endpoint& endpoint_;
  Limits limits_;  // constant until end_load()
  const sys::Clock& clock_;
  InFlight& in_flight_;
  Pipelining& pipelining_;
  Owner& owner_;
  unsigned depth_;  // requests out on a connection

  std::vector<Link> links_;
  std::vector<std::uint32_t> idle_;  // links that can take a request
  std::vector<std::uint32_t>
      busy_;  // links with something out or to write, and some that had until a moment ago
  std::vector<std::uint32_t> polled_;  // links that are polled, in the order of their descriptors
  std::size_t open_ = 0;               // links that were open when they were last looked at
  sys::TimePoint look_at_idle_ = sys::TimePoint::min();  // when those that are not busy are polled next
  std::vector<pollfd> idle_descriptors_;
  Queue<InFlight> waiting_;
  std::size_t waiting_count_ = 0;
  bool load_ended_ = false;
  std::size_t reserved_ = 0;
  std::vector<std::uint32_t> nonce_questions_;
  std::size_t out_ = 0;        // requests handed to connections
  std::deque<Batch> batches_;  // used again
  std::vector<std::uint32_t> free_batches_;
  std::uint64_t next_id_ = 1;  // of a transaction in a batch
  sys::TimePoint linger_end_ = sys::kNever;
  std::string scratch_;
  std::uint16_t restart_epoch_ = 0;
  bool any_ended_ = false;    // of the connections since the last break
  bool accepted_ = false;     // a transaction, since the last break
  bool answered_ = false;     // by the connection that is being looked after
  std::uint64_t rounds_ = 0;  // of on_poll()
  sys::Duration pause_{0};    // > 0 from a failed connect to the next answer
  sys::TimePoint retry_at_;

  bool blocked_ = false;  // something waits, and there is no room for it
  sys::TimePoint room_since_ = sys::TimePoint::min();
  sys::TimePoint looked_at_ = sys::TimePoint::min();  // the connections, last
};

}  // namespace seiload::load
