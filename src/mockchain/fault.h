#pragma once
// Faults on purpose, drawn from a seed. A specification is a kind and its settings, NAME[:KEY=VALUE]...:
//
//   latency:min=D:max=D[:share=P]  answers come so much later, uniform over [min, max]; max is min where it is not given
//   stall:for=D:every=D            no answer goes out during the last `for` of every `every`; requests are taken in
//   reset[:share=P]                the connection is reset instead of an answer
//   close[:share=P]                the connection is closed in the middle of an answer
//   bytes[:share=P]                the answer comes one byte at a time
//   http:status=N[:share=P]        this HTTP status and no JSON instead of an answer; the request is not looked at
//   truncate[:share=P]             the JSON ends too early, in an HTTP answer that does not
//   garble[:share=P]               an HTTP answer that is no JSON
//   wrong-id[:share=P]             the answer bears another id
//   pool-full[:share=P]            eth_sendRawTransaction is refused: txpool is full
//   nonce-error[:share=P]          eth_sendRawTransaction is refused: nonce too low
//   halt:for=D:every=D             no blocks during the last `for` of every `every`
//   skip[:share=P]                 a block leaves one height out
//   restart:every=D                connections are closed and the pool is forgotten, over and over
//
// share is of the answers (the sends, the blocks), over 0 and up to 1, and 1 where it is not given. Times count from the
// start of the chain.

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sys/clock.h"

namespace seiload::mockchain {

struct Fault {
  enum class Kind {
    latency, stall, reset, close, bytes, http, truncate, garble, wrong_id, pool_full, nonce_error, halt, skip, restart,
  };
  Kind kind = Kind::latency;
  double share = 1;
  base::Duration least{0}, most{0};    // latency
  base::Duration length{0}, every{0};  // windows, restart
  int status = 0;                      // http

  friend bool operator==(const Fault&, const Fault&) = default;
};

base::Result<Fault> parse_fault(std::string_view text);

// When the window that `since_start` lies in ends; nothing outside of one.
std::optional<base::Duration> window_end(const Fault& fault, base::Duration since_start);

// What is done to one answer.
struct AnswerFaults {
  base::Duration delay{0};  // from when it would go out
  bool reset = false, close = false, bytes = false, truncate = false, garble = false, wrong_id = false;
  int status = 0;  // instead of 200
};

// Draws. Thread rule: any thread; the n-th draw of a kind is a function of the seed, whatever thread comes for it.
class Faults {
 public:
  Faults(std::vector<Fault> faults, std::uint64_t seed) : faults_(std::move(faults)), seed_(seed) {}

  AnswerFaults for_answer(base::Duration since_start) const;
  // How long a stall holds what would go out by itself, not drawn for.
  base::Duration hold(base::Duration since_start) const;
  std::optional<std::string> refuse_send() const;  // the message of the error
  bool halts_blocks(base::Duration since_start) const;
  std::uint64_t skipped_heights() const;  // of the block that is made now
  // How often the chain has restarted by now.
  std::uint64_t restarts(base::Duration since_start) const;

 private:
  bool hits(const Fault& fault, std::size_t i, std::uint64_t n) const;

  const std::vector<Fault> faults_;
  const std::uint64_t seed_;
  mutable std::atomic<std::uint64_t> answers_{0}, sends_{0}, blocks_{0};
};

}  // namespace seiload::mockchain
