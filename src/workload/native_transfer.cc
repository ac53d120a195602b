#include "workload/native_transfer.h"

#include "eth/gas.h"

namespace seiload::workload {
namespace {

constexpr std::uint64_t kGwei = 1'000'000'000;

using To = NativeTransfer::To;
using Value = NativeTransfer::Value;

}  // namespace

// The value is the send time in whole seconds: a reader of the chain can compute the latency from it.
constinit const NativeTransfer kEvmTransfer{
    {.value = Value::unix_seconds, .tip_cap = 2 * kGwei, .fee_cap = 200 * kGwei}};
constinit const NativeTransfer kEvmTransferFast{{.fixed_value = 1'000 * kGwei, .fee_cap = 200 * kGwei}};
constinit const NativeTransfer kEvmTransferNoop{
    {.to = To::self, .tip_cap = 2 * kGwei, .fee_cap = 20 * kGwei}};

NativeTransfer::Most NativeTransfer::most() const {
  return {rules_.value == Value::fixed ? rules_.fixed_value : kMaxUnixSeconds, eth::kTransactionGas,
          rules_.fee_cap};
}

void NativeTransfer::write(const Operation& operation, Intent& intent) const {
  intent.to = rules_.to == To::self ? operation.sender : operation.receiver;
  intent.value = rules_.value == Value::fixed ? rules_.fixed_value : operation.unix_seconds;
  intent.gas_limit = eth::kTransactionGas;
  intent.tip_cap = rules_.tip_cap;
  intent.fee_cap = rules_.fee_cap;
}

}  // namespace seiload::workload
