#pragma once
// One JSON-RPC call of the chain: reads its parameters, writes its result. Thread rule: the thread that
// answers.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/writer.h"
#include "mockchain/encode.h"
#include "mockchain/methods.h"
#include "mockchain/params.h"

namespace seiload::mockchain {

class Call {
 public:
  // All outlive it. The windows of the faults count from `started`; null: no faults. The result is appended.
  Call(Chain& chain, const Faults* faults, sys::TimePoint started, const Caller& caller,
       const json::Array& params, std::string& result)
      : chain_(chain),
        faults_(faults),
        since_start_(caller.now - started),
        caller_(caller),
        params_(params, chain),
        out_(result) {}

  // False: no such method.
  bool run(std::string_view method);
  const std::optional<Failure>& failure() const { return params_.failure(); }
  base::Duration cost() const { return cost_; }  // how much later the answer comes
  base::Duration wait() const { return wait_; }  // how long it waits for its turn: Config::capacity

 private:
  void number(std::uint64_t value) { out_.string(quantity(value)); }
  void or_null(const BlockPtr& found, auto write) {
    if (found == nullptr)
      out_.null();
    else
      write(*found);
  }

  void charge_receipts(const Block& block, bool single);
  void send();
  void transaction();
  void receipt();
  void estimate();
  void fee_history();
  void write_rewards(const json::Array& percentiles, const std::vector<BlockPtr>& rows);
  void pool_status();
  void subscribe();
  void unsubscribe();

  Chain& chain_;
  const Faults* const faults_;
  const base::Duration since_start_;
  const Caller& caller_;
  Params params_;
  json::Writer out_;
  base::Duration cost_{0}, wait_{0};
};

}  // namespace seiload::mockchain
