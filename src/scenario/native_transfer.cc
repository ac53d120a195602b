#include "scenario/native_transfer.h"

namespace seiload::scenario {
namespace {

constexpr std::uint64_t kGwei = 1'000'000'000;
constexpr std::uint64_t kTransferGas = 21'000;

using To = NativeTransfer::To;
using Value = NativeTransfer::Value;

constexpr NativeTransfer kTransfers[] = {
    // The value is the send time in whole seconds: a reader of the chain can tell the latency from it.
    {"EVMTransfer", "transfer", Value::unix_seconds, 0, To::next_account, kTransferGas, 2 * kGwei, 200 * kGwei},
    {"EVMTransferFast", "transfer", Value::fixed, 1'000'000'000'000, To::next_account, kTransferGas, 0, 200 * kGwei},
    {"EVMTransferNoop", "self_transfer", Value::fixed, 0, To::self, kTransferGas, 2 * kGwei, 20 * kGwei},
};

}  // namespace

const NativeTransfer* find_native_transfer(std::string_view name) {
  for (const NativeTransfer& transfer : kTransfers)
    if (transfer.name == name) return &transfer;
  return nullptr;
}

}  // namespace seiload::scenario
