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
constexpr std::string_view kCalldata[] = {"calldata"};
constexpr std::string_view kCalldataKeys[] = {"bytes", "zero"};

constexpr profile::ScenarioInfo kScenarios[] = {
    {.name = "EVMTransfer", .operations = kTransfer},
    {.name = "EVMTransferFast", .operations = kTransfer},
    {.name = "EVMTransferNoop", .operations = kSelfTransfer},
    {.name = "ERC20", .operations = kErc20Transfer, .built = false},
    {.name = "ERC20Noop", .operations = kErc20Transfer, .built = false},
    {.name = "ERC20Conflict", .operations = kErc20Transfer, .built = false},
    {.name = "ERC721", .operations = kErc721Mint, .built = false},
    {.name = "Disperse", .operations = kDisperseEther, .built = false},
    {.name = "StorageRW", .operations = kStorage, .built = false, .storage = true},
    {.name = "Call", .operations = {}, .built = false, .storage = true, .call = true},
    {.name = "Calldata", .operations = kCalldata, .built = false, .parameters = kCalldataKeys},
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
