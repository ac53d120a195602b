#include "workload/catalogue.h"

#include "workload/native_transfer.h"

namespace seiload::workload {
namespace {

constexpr std::string_view kTransfer[] = {"transfer"};
constexpr std::string_view kSelfTransfer[] = {"self_transfer"};
constexpr std::string_view kErc20Transfer[] = {"erc20_transfer"};
constexpr std::string_view kErc721Mint[] = {"erc721_mint"};
constexpr std::string_view kDisperseEther[] = {"disperse_ether"};
constexpr std::string_view kStorage[] = {"rmw", "read", "write"};
constexpr std::string_view kBurn[] = {"burn"};
constexpr std::string_view kBurnKeys[] = {"gas"};
constexpr std::string_view kFill[] = {"fill"};
constexpr std::string_view kFillKeys[] = {"slots"};
constexpr std::string_view kLog[] = {"log"};
constexpr std::string_view kLogKeys[] = {"logs", "bytes"};
constexpr std::string_view kSwap[] = {"swap"};
constexpr std::string_view kSwapKeys[] = {"pools"};
constexpr std::string_view kRevert[] = {"revert"};
constexpr std::string_view kRevertKeys[] = {"cost"};
constexpr std::string_view kCalldata[] = {"calldata"};
constexpr std::string_view kCalldataKeys[] = {"bytes", "zero"};

constexpr profile::ScenarioInfo kScenarios[] = {
    {.name = "EVMTransfer", .operations = kTransfer},
    {.name = "EVMTransferFast", .operations = kTransfer},
    {.name = "EVMTransferNoop", .operations = kSelfTransfer},
    {.name = "ERC20", .operations = kErc20Transfer},
    {.name = "ERC20Noop", .operations = kErc20Transfer},
    {.name = "ERC20Conflict", .operations = kErc20Transfer},
    {.name = "ERC721", .operations = kErc721Mint},
    {.name = "Disperse", .operations = kDisperseEther},
    {.name = "StorageRW", .operations = kStorage, .storage = true},
    {.name = "Call", .operations = {}, .storage = true, .call = true},
    {.name = "Deploy", .operations = {}, .storage = true, .call = true, .creates = true},
    {.name = "GasBurn", .operations = kBurn, .parameters = kBurnKeys},
    {.name = "StorageSpam", .operations = kFill, .parameters = kFillKeys},
    {.name = "LogSpam", .operations = kLog, .parameters = kLogKeys},
    {.name = "Swap", .operations = kSwap, .parameters = kSwapKeys},
    {.name = "Revert", .operations = kRevert, .parameters = kRevertKeys},
    {.name = "Calldata", .operations = kCalldata, .parameters = kCalldataKeys},
};

// Those that are built.
constexpr struct {
  std::string_view name;
  const Scenario* scenario;
} kBuilt[] = {
    {"EVMTransfer", &kEvmTransfer},
    {"EVMTransferFast", &kEvmTransferFast},
    {"EVMTransferNoop", &kEvmTransferNoop},
};

}  // namespace

profile::Catalogue catalogue() { return kScenarios; }

const Scenario* find_scenario(std::string_view name) {
  for (const auto& built : kBuilt)
    if (built.name == name) return built.scenario;
  return nullptr;
}

}  // namespace seiload::workload
