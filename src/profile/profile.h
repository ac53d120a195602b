#pragma once
// What a run is asked to do, complete and checked: the profile merged with the command line. Made by
// cli/resolve.h (or profile/decode.h and profile/finish.h) once, before any thread; constant from then on and
// shared by all of them.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/uint256.h"
#include "eth/transaction.h"
#include "net/header_field.h"
#include "profile/call_config.h"
#include "profile/settings.h"

namespace seiload::net {
struct TlsTerms;  // net/tls_terms.h
}

namespace seiload::profile {

// How a profile spells a scenario's transaction type; "auto" is no type: what the chain's latest block
// allows.
struct TxTypeName {
  std::string_view name;
  std::optional<eth::TxType> type;
};
inline constexpr TxTypeName kTxTypeNames[] = {{"auto", std::nullopt},
                                              {"legacy", eth::TxType::legacy},
                                              {"accessList", eth::TxType::access_list},
                                              {"dynamicFee", eth::TxType::dynamic_fee}};

struct AccountPool {
  std::uint64_t count = 0;      // 1 to kMaxAccounts
  double new_account_rate = 0;  // 0 to 1: how often a fresh random account takes a draw's place
};

// A gas limit, or wei a gas: uniform over [least, most]. fixed: least == most. most < 2^63, so most - least +
// 1 fits.
struct Picker {
  enum class Kind { fixed, random };
  Kind kind = Kind::fixed;
  std::uint64_t least = 0;
  std::uint64_t most = 0;
};

struct Distribution {
  enum class Kind { uniform, zipfian };
  Kind kind = Kind::uniform;
  double theta = 0;  // zipfian: 0 <= theta < 1
};

struct OperationWeight {
  std::string name;  // as the catalogue spells it
  std::uint64_t weight = 0;
};

// Keys of single scenarios; which of them takes which stands in the catalogue.
struct Parameters {
  std::optional<std::uint64_t> bytes, gas, logs, pools, slots;
  std::optional<double> zero;  // 0 to 1: the share of zero bytes
  std::string cost;            // "cheap", "expensive"
};

// What a scenario's transactions say that they touch (EIP-2930).
struct AccessList {
  bool create = false;  // the node is asked for it at set-up (eth_createAccessList)
  std::vector<eth::AccessEntry> entries;
};

struct ScenarioConfig {
  std::string name;   // as the catalogue spells it
  std::string label;  // for people and metrics: name, or name_0, name_1... where one stands several times
  std::uint64_t weight = 1;  // > 0
  std::optional<eth::TxType> tx_type;
  std::optional<AccessList> access_list;
  std::optional<AccountPool> accounts;  // its own pool; else it shares Profile::accounts
  std::optional<Picker> gas;
  std::optional<Picker> gas_fee_cap;
  std::optional<Picker> gas_tip_cap;
  std::optional<Distribution> key_distribution;  // given exactly when record_count > 0
  std::uint64_t record_count = 0;
  std::optional<Distribution> size_distribution;  // given exactly when size_buckets is not empty
  std::vector<std::uint64_t> size_buckets;        // bytes
  std::vector<OperationWeight>
      operations;                  // empty = the scenario's default; else their sum is > 0 and < 2^64
  std::optional<CallConfig> call;  // given exactly for scenarios Call and Deploy
  Parameters parameters;
};

struct Funding {
  std::string root_key_file;
  std::string root_key_env;
  base::Uint256 fund_amount_wei{1'000'000'000'000'000'000};
  std::uint64_t batch_size = 200;
  bool by_transfer = false;  // else by a contract that pays many at once
  base::Uint256 top_up_below_wei;  // during the load, up to the amount again; 0: never
};

// The embedded chain; what the members are stands in mockchain/config.h.
struct MockChain {
  base::Duration block_time = std::chrono::milliseconds(400);
  std::uint64_t gas_limit = 100'000'000;
  std::uint64_t max_pool = 100'000;
  std::string pool_overflow = "refuse";  // or "drop"
  base::Duration pool_ttl{0};
  std::uint64_t pool_ttl_blocks = 0;
  std::uint64_t capacity = 0;  // transactions a second; 0: no limit
  base::Uint256 balance = *base::Uint256::from_decimal("1000000000000000000000000");  // wei
  bool strict = true;
  std::vector<std::string> faults;  // each parses (mockchain/fault.h)
};

inline constexpr std::uint64_t kMaxCapacity = 1'000'000'000;
inline constexpr std::uint64_t kMockChainId = 1337;  // unless chain_id is given

// What an endpoint says of TLS; what it does not is as in the settings.
struct TlsConfig {
  std::string ca_file;
  std::vector<std::string> pins;
  std::optional<bool> insecure;
  std::string cert, key;
  std::string server_name;

  // Whether it says whom to trust; then the settings do not.
  bool has_trust() const { return !ca_file.empty() || !pins.empty() || insecure; }
  bool is_unset() const { return !has_trust() && cert.empty() && key.empty() && server_name.empty(); }
};

// Where requests go, and what of the way there differs from the other endpoints'.
struct EndpointConfig {
  std::string url;                          // that the endpoint check passed
  std::vector<net::HeaderField> headers{};  // beside those of all; one of the same name replaces theirs
  TlsConfig tls{};
  std::shared_ptr<const net::TlsTerms> terms{};  // once the files are read (cli/load_tls.h); null: Routing's
};

struct Profile {
  std::optional<std::uint64_t> chain_id;  // what the endpoints must answer; else theirs is taken
  std::string sei_chain_id;               // a label, may be empty
  std::vector<EndpointConfig> endpoints;  // settings.nodes applied
  std::optional<AccountPool> accounts;    // given when a scenario has no pool of its own
  bool has_default_pool = false;          // its size was given nowhere
  std::vector<ScenarioConfig> scenarios;  // weights add up to 1 .. kMaxTotalWeight
  bool mock_deploy = false;
  std::optional<MockChain>
      mock_chain;  // the run starts the embedded chain; endpoints is empty, chain_id given
  std::vector<ContractConfig> contracts;
  std::vector<SetupCall> setup;
  Settings settings;
  std::optional<Funding> funding;
  std::optional<std::uint64_t> seed;  // else a random one, chosen and logged by the run
};

inline constexpr std::uint64_t kMaxAccounts = 10'000'000;  // of all pools in use
inline constexpr std::size_t kMaxScenarios = 1000;         // of weight > 0
inline constexpr std::uint64_t kMaxTotalWeight = 10'000'000;
inline constexpr std::uint64_t kDefaultAccounts = 100;
inline constexpr std::uint64_t kMaxChainId =
    9'223'372'036'854'775'771;  // EIP-2294: v of a legacy signature fits 64 bits

}  // namespace seiload::profile
