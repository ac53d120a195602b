#pragma once
// The connections of one endpoint: opened only as they are needed, the last idle one used first, so that a
// small load needs few. Requests are pipelined where the endpoint takes it. Knows when they have to be
// polled, and that the endpoint has restarted. Thread rule: the worker alone.

#include <poll.h>

#include <cstdint>
#include <vector>

#include "load/outstanding.h"
#include "load/queue.h"
#include "load/restart_detector.h"
#include "rpc/channel.h"
#include "rpc/endpoint.h"
#include "sys/clock.h"

namespace seiload::load {

class ConnectionPool {
 public:
  // `http.pipeline` requests at most are outstanding on a connection. All outlive it; `outstanding` takes the
  // answers.
  ConnectionPool(const rpc::Endpoint& endpoint, std::size_t connections, const net::ConnectionLimits& http,
                 const sys::Clock& clock, Outstanding& outstanding);

  // Requests that may be outstanding on all connections together.
  std::size_t capacity() const { return connections_ * depth(); }

  // Takes a connection that has room for a request, an idle one before a new one; kNone if there is none.
  std::uint32_t take();
  rpc::Channel& operator[](std::uint32_t link) { return *links_[link].connection; }
  bool has_room(std::uint32_t link) const;
  void give_back(std::uint32_t link);  // after something was submitted

  // Adds what is to be polled and returns the next instant at which on_time() has something to do, or
  // add_polls() something to add: what is idle, but the one that is used next, is polled only now and then,
  // and before a wait that may be long.
  sys::TimePoint add_polls(std::vector<pollfd>& descriptors, sys::TimePoint now);
  // Those descriptors, polled; returns how many they are.
  std::size_t on_poll(const pollfd* descriptors, sys::TimePoint now);
  void on_time(sys::TimePoint now);
  // From now on no request is begun: net/connection.h.
  void end_sending(sys::TimePoint now);
  void abandon(sys::TimePoint now);  // closes all; what is outstanding is forgotten

  std::size_t open_connections() const { return restarts_.open_connections(); }
  // Known as soon as a connection's end is, before anything can be sent on another.
  std::uint16_t restart_epoch() const { return restarts_.epoch(); }

 private:
  std::size_t depth() const {
    return outstanding_.is_pipelined() && !outstanding_.takes_pipelining() ? 1 : pipeline_;
  }
  void keep_busy(std::uint32_t link);
  void settle(std::uint32_t link);
  void add_poll(std::uint32_t link, std::vector<pollfd>& descriptors);
  bool on_ready(const pollfd* descriptors, sys::TimePoint now);
  void see_changes(sys::TimePoint now);

  const rpc::Endpoint& endpoint_;
  const std::size_t connections_;
  const net::ConnectionLimits http_;
  const std::size_t pipeline_;
  const sys::Clock& clock_;
  Outstanding& outstanding_;

  std::vector<Link> links_;
  std::vector<std::uint32_t> idle_;    // links that can take a request
  std::vector<std::uint32_t> busy_;    // with something outstanding or to write, and some that had just now
  std::vector<std::uint32_t> polled_;  // in the order of their descriptors
  sys::TimePoint look_at_idle_ = sys::TimePoint::min();  // when those that are not busy are polled next
  std::vector<pollfd> idle_descriptors_;
  RestartDetector restarts_;
};

}  // namespace seiload::load
