#pragma once
// Tells from the ends of an endpoint's connections when it has restarted: when it has ended all the
// connections that were open the time before. What it knew of accounts may be forgotten then. A restart
// counts only if the endpoint has accepted something since the last one: with a server that closes after
// every few answers, accounts would ask for their nonces and send nothing. Pure; thread rule: one owner.

#include <cstdint>
#include <memory>
#include <span>
#include <utility>

#include "rpc/channel.h"

namespace seiload::load {

// A connection of a pool, and what the pool and the detector keep of it.
struct Link {
  std::unique_ptr<rpc::Channel> connection;
  bool is_idle = true;    // is listed as idle
  bool is_busy = false;   // is listed as busy
  bool was_open = false;  // when it was last looked at
  // The restart epoch when it was opened, one more if a connection had or may have ended by then.
  std::uint16_t since = 0;
  std::uint32_t openings = 0;     // when it was last looked at
  std::uint64_t answered_in = 0;  // the first of the rounds since it was opened; 0: none yet

  // Opened or ended since it was last looked at.
  bool has_changed() const {
    return (connection->fd() >= 0) != was_open || connection->openings() != openings;
  }
  bool has_ended() const { return was_open && has_changed(); }
};

class RestartDetector {
 public:
  std::uint16_t epoch() const { return epoch_; }          // the number of restarts; wraps
  std::size_t open_connections() const { return open_; }  // at the last look, those opening included

  void begin_round() { ++round_; }
  // A connection has answered for the first time since it was opened, and is closed after it where the
  // endpoint keeps none open: an orderly end.
  void on_first_answer(Link& link, bool closes_in_order) {
    link.answered_in = round_;
    if (closes_in_order && std::exchange(link.was_open, false)) --open_;
  }
  // Once a connection has changed. `accepted`: transactions so far.
  void look_at(std::span<Link> links, std::uint64_t accepted);

 private:
  std::uint16_t epoch_ = 0;
  std::size_t open_ = 0;
  bool any_ended_ = false;              // of the connections since the last restart
  std::uint64_t accepted_by_then_ = 0;  // at the last restart
  std::uint64_t round_ = 0;
};

}  // namespace seiload::load
