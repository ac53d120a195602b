#pragma once
// The three scenarios that move the chain's own coin and call no contract.

#include <cstdint>

#include "workload/scenario.h"

namespace seiload::workload {

class NativeTransfer final : public Scenario {
 public:
  enum class Value : std::uint8_t { unix_seconds, fixed };
  enum class To : std::uint8_t { receiver, self };
  struct Rules {
    To to = To::receiver;
    Value value = Value::fixed;
    std::uint64_t fixed_value = 0;  // wei
    std::uint64_t tip_cap = 0;      // wei
    std::uint64_t fee_cap = 0;      // wei
  };

  explicit constexpr NativeTransfer(const Rules& rules) : rules_(rules) {}
  bool needs_receiver() const override { return rules_.to == To::receiver; }
  Most most() const override;
  void write(const Operation& operation, Intent& intent) const override;

 private:
  Rules rules_;
};

extern const NativeTransfer kEvmTransfer, kEvmTransferFast, kEvmTransferNoop;

}  // namespace seiload::workload
