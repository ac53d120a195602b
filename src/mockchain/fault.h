#pragma once
// Faults on purpose, drawn from a seed. A specification is a kind and its settings, NAME[:KEY=VALUE]...:
//
//   latency:min=D:max=D  answers come so much later, uniform over [min, max]; max is min where it is not
//                        given
//   stall:for=D:every=D  no answer goes out in the window; requests are taken in, and all are answered at
//                        its end
//   refuse:for=D:every=D connections are closed when the window begins, and new ones refused until its end
//   reset                the connection is reset instead of an answer
//   close                the connection is closed in the middle of an answer
//   bytes                the answer comes one byte at a time
//   http:status=N        this HTTP status and no JSON instead of an answer; the request is not looked at
//   truncate             the JSON ends too early, in an HTTP answer that does not
//   garble               an HTTP answer that is no JSON
//   wrong-id             the answer bears another id (of a batch, the first one)
//   batch-order          the answers of a batch come in another order than the requests
//   batch-partial        one of the answers of a batch is missing
//   pool-full            eth_sendRawTransaction is refused: txpool is full
//   nonce-error          eth_sendRawTransaction is refused: nonce too low
//   accept-and-drop      eth_sendRawTransaction answers with the hash of what it would accept, and forgets it
//   receipts-cost:each=D the receipts of a block of n transactions come n * n * D later, a single one n * D
//   halt:for=D:every=D   no blocks in the window
//   skip                 a block leaves one height out
//   restart:every=D      connections are closed and the pool is forgotten, over and over
//
// All but the windows and restart take share=P, over 0 and up to 1, and 1 where it is not given: of the
// answers, the sends, the blocks, the requests for receipts. All but restart take for=D:every=D: only in the
// window, which is the last `for` of every `every`. at=D instead of every=D makes it one window, or one
// restart, that begins then. Times count from the start of the chain.

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
    latency,
    stall,
    refuse,
    reset,
    close,
    bytes,
    http,
    truncate,
    garble,
    wrong_id,
    batch_order,
    batch_partial,
    pool_full,
    nonce_error,
    accept_and_drop,
    receipts_cost,
    halt,
    skip,
    restart,
  };
  Kind kind = Kind::latency;
  double share = 1;
  base::Duration least{0}, most{0};    // latency
  base::Duration length{0}, every{0};  // windows (0: always), restart
  std::optional<base::Duration> at;    // instead of every: once
  int status = 0;                      // http
  base::Duration each{0};              // receipts_cost

  friend bool operator==(const Fault&, const Fault&) = default;
};

base::Result<Fault> parse_fault(std::string_view text);

// When the window that `since_start` lies in ends; nothing outside of one.
std::optional<base::Duration> window_end(const Fault& fault, base::Duration since_start);

// What is done to the answers of a batch.
struct BatchFaults {
  bool reorder = false, drop_one = false;
  std::uint64_t draw = 0;  // what is moved, and what is missing, follows from it
};

// What is done to one answer.
struct AnswerFaults {
  base::Duration delay{0};  // from when it would go out
  bool reset = false, close = false, bytes = false, truncate = false, garble = false, wrong_id = false;
  int status = 0;  // instead of 200
  BatchFaults batch;
};

// What is done to one transaction that is sent.
struct SendFaults {
  std::optional<std::string> refusal;  // the message of the error; the transaction is not looked at
  bool drop = false;                   // accepted, if it would be, and forgotten
};

// Draws. Thread rule: any thread; the n-th draw of a kind is a function of the seed, whatever thread comes
// for it.
class Faults {
 public:
  Faults(std::vector<Fault> faults, std::uint64_t seed) : faults_(std::move(faults)), seed_(seed) {}

  AnswerFaults for_answer(base::Duration since_start) const;
  // How long a stall holds what would go out by itself, not drawn for.
  base::Duration hold(base::Duration since_start) const;
  SendFaults for_send(base::Duration since_start) const;
  // How much later the receipts come: all of a block of so many transactions, or a single one.
  base::Duration receipts_cost(std::size_t transactions, bool single, base::Duration since_start) const;
  bool halts_blocks(base::Duration since_start) const;
  std::uint64_t skipped_heights(base::Duration since_start) const;  // of the block that is made now
  bool refuses_connections(base::Duration since_start) const;
  // When connections are refused, or not any more, or the chain restarts next; Duration::max() for never.
  base::Duration next_change(base::Duration since_start) const;
  // How often the chain has restarted by now.
  std::uint64_t restarts(base::Duration since_start) const;

 private:
  bool in_window(Fault::Kind kind, base::Duration since_start) const;
  bool hits(std::size_t i, std::uint64_t n, base::Duration since_start) const;

  const std::vector<Fault> faults_;
  const std::uint64_t seed_;
  mutable std::atomic<std::uint64_t> answers_{0}, sends_{0}, blocks_{0}, receipts_{0};
};

}  // namespace seiload::mockchain
