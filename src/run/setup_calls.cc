#include "run/setup_calls.h"

#include <algorithm>
#include <optional>

#include "base/random.h"
#include "base/text.h"
#include "chain/deploy.h"
#include "chain/send_together.h"
#include "chain/transaction_fees.h"
#include "chain/transaction_sender.h"
#include "rpc/answer.h"
#include "rpc/client.h"
#include "run/gas_estimate.h"
#include "run/worst_case.h"
#include "workload/call.h"
#include "workload/known_errors.h"
#include "workload/purpose.h"

namespace seiload::run {
namespace {

// Whether the root key's account is the one that deploys.
bool has_root(const RunState& run) { return run.environment.keys != nullptr && run.environment.keys->root; }

using base::cat;

constexpr std::size_t kInFlight = 256;  // transactions
constexpr sys::Duration kProgress = std::chrono::seconds(10);

// One entry of the list, compiled.
struct Entry {
  const profile::SetupCall* config;
  std::string name;  // "setup[1], approve"
  workload::Call call;
  std::uint64_t seed;  // of what it draws, which is not what the load does
};

class SetupCalls {
 public:
  SetupCalls(RunState& run, const Target& target, const workload::Accounts& accounts,
             const workload::CallEnvironment& environment, const net::ConnectionLimits& limits)
      : run_(run),
        clock_(run.environment.clock),
        stop_(run.environment.stop),
        accounts_(accounts),
        client_(target.watched_endpoints.front(), {.http = limits}, clock_),
        deployer_key_(has_root(run) ? base::Bytes32{} : chain::deployer_key(run.facts.seed)),
        deployer_(has_root(run) ? chain::Sender{run.environment.keys->root_address,
                                                &*run.environment.keys->root, target.chain.chain_id,
                                                run.spending.max_fee()}
                                : chain::Sender{eth::address_of_key(deployer_key_), &deployer_key_,
                                                target.chain.chain_id, run.spending.max_fee()}),
        sender_(call_, deployer_, clock_, stop_) {
    const std::vector<profile::SetupCall>& calls = run.profile.setup;
    for (std::size_t i = 0; i < calls.size(); ++i) {
      const profile::CallConfig& config = calls[i].call;
      const std::string function = config.function.text.substr(0, config.function.text.find('('));
      workload::CallPlan plan;
      plan.call = config;
      workload::CallProblem problem;
      auto call = workload::Call::make(
          plan, {nothing_, environment, accounts.addresses(), accounts.size(), {}, false}, problem);
      CHECK(call.has_value());  // workload/call_check.h lets only these through
      entries_.push_back({&calls[i], cat("setup[", i, "], ", function.empty() ? "transfer" : function),
                          *std::move(call), base::Random(run.facts.seed, workload::kSetup, i).next()});
    }
  }

  SetupCost cost() const {
    const chain::Fees fees{.fee_cap = deployer_.max_fee};
    SetupCost cost{need_of(false, 0, fees)};
    bool is_each = false;
    for (const Entry& entry : entries_) {
      cost.is_least = cost.is_least || entry.call.needs_estimate();
      is_each = is_each || entry.config->each_account;
    }
    for (std::size_t i = 0; is_each && i < accounts_.size(); ++i)
      cost.wei = base::Uint256::saturating_add(cost.wei, need_of(true, i, fees));
    return cost;
  }

  base::Status check_balances() {
    auto fees = sender_.ask_fees();
    if (!fees) return std::move(fees).error();
    const base::Uint256 own = need_of(false, 0, *fees);
    if (own > base::Uint256(0)) {
      auto balance = sender_.ask_quantity("eth_getBalance",
                                          cat("[\"", eth::to_hex(deployer_.address), "\",\"latest\"]"));
      if (!balance) return std::move(balance).error();
      if (*balance < own)
        return base::Error{base::Code::remote,
                           cat("setup: the deployer ", eth::to_checksum(deployer_.address), " needs ",
                               chain::show_ether(own), " or more for the calls made once, and has ",
                               chain::show_ether(*balance), ": send it the rest")};
    }
    const bool is_each = std::any_of(entries_.begin(), entries_.end(),
                                     [](const Entry& entry) { return entry.config->each_account; });
    return is_each ? check_accounts(*fees) : base::Status();
  }

  base::Result<std::vector<std::uint64_t>> make() {
    for (const Entry& entry : entries_) {
      if (auto status = check_code(entry); !status) return std::move(status).error();
      most_gas_ = 0;
      const std::size_t count = entry.config->each_account ? accounts_.size() : 1;
      sys::TimePoint told = clock_.now();
      for (std::size_t done = 0; done < count;) {
        const std::size_t end = std::min(count, done + kInFlight);
        if (auto status = make(entry, done, end); !status) return std::move(status).error();
        done = end;
        if (done == count || clock_.now() - told < kProgress) continue;
        told = clock_.now();
        run_.environment.log.info(cat(entry.name, ": ", done, " of ", count, " accounts"));
      }
      run_.environment.log.info(cat(entry.name, ": ", count, count == 1 ? " transaction" : " transactions",
                                    " succeeded, gas used ", count == 1 ? "" : "at most ", most_gas_));
    }
    return std::move(nonces_);
  }

 private:
  // The transaction of account i, or of the deployer.
  workload::Intent intent_of(const Entry& entry, std::size_t i) const {
    const auto addresses = accounts_.addresses();
    workload::Operation operation{.number = i, .unix_seconds = unix_seconds(), .seed = entry.seed};
    operation.sender = entry.config->each_account ? addresses[i] : deployer_.address;
    operation.receiver = addresses[entry.config->each_account ? next_of(i) : 0];
    workload::Intent intent;
    intent.sender = operation.sender;
    entry.call.write(operation, intent);
    return intent;
  }

  std::size_t next_of(std::size_t i) const {
    for (const workload::PoolRange& pool : accounts_.pools())
      if (i >= pool.first && i - pool.first < pool.count)
        return pool.first + (i - pool.first + 1) % pool.count;
    return i;
  }

  std::string about(const Entry& entry, std::size_t i) const {
    if (!entry.config->each_account) return entry.name;
    return cat(entry.name, ", account ", i, " (", eth::to_checksum(accounts_.addresses()[i]), ')');
  }

  // What account i, or the deployer, must own at least. Saturates.
  base::Uint256 need_of(bool each_account, std::size_t i, const chain::Fees& fees) const {
    base::Uint256 need;
    for (const Entry& entry : entries_) {
      if (entry.config->each_account != each_account) continue;
      const workload::Intent intent = intent_of(entry, i);
      need = base::Uint256::saturating_add(need, chain::cost_bound(fees, intent.gas_limit, intent.value));
    }
    return need;
  }

  base::Status check_accounts(const chain::Fees& fees) {
    std::size_t poor = 0;
    std::string example;
    base::Uint256 most;
    for (std::size_t begin = 0; begin < accounts_.size(); begin += kInFlight) {
      const std::size_t end = std::min(accounts_.size(), begin + kInFlight);
      std::vector<rpc::Call> calls;
      for (std::size_t i = begin; i < end; ++i)
        calls.push_back(
            {"eth_getBalance", cat("[\"", eth::to_hex(accounts_.addresses()[i]), "\",\"latest\"]")});
      const auto replies = ask_all(calls);
      for (std::size_t i = begin; i < end; ++i) {
        const auto& reply = replies[i - begin];
        if (!reply) return reply.error();
        if (!reply->result) return chain::error_of("eth_getBalance", *reply);
        const auto balance = rpc::read_quantity(*reply->result);
        if (!balance) return base::Error{base::Code::protocol, "eth_getBalance: the result is no quantity"};
        const base::Uint256 need = need_of(true, i, fees);
        most = std::max(most, need);
        if (*balance >= need) continue;
        if (poor++ == 0)
          example = cat("account ", i, ", ", eth::to_checksum(accounts_.addresses()[i]), ", has ",
                        chain::show_ether(*balance));
      }
    }
    if (poor == 0) return {};
    return base::Error{
        base::Code::remote,
        cat("setup: ", poor, " of ", accounts_.size(),
            " accounts cannot pay for their calls: ", "each needs ", chain::show_ether(most),
            " or more, and ", example, "; send ether to the addresses that 'seiload accounts' lists")};
  }

  // What has no result is asked again by itself, as long as that may help.
  std::vector<base::Result<chain::NodeReply>> ask_all(const std::vector<rpc::Call>& calls) const {
    auto replies = ask_(calls);
    for (std::size_t i = 0; i < calls.size(); ++i)
      if (!replies[i] || !replies[i]->result) replies[i] = call_(calls[i].method, calls[i].params);
    return replies;
  }

  base::Status check_code(const Entry& entry) {
    const auto address = entry.call.code_at();
    if (!address || run_.profile.mock_chain) return {};
    auto stands = chain::has_code(sender_, *address);
    if (!stands) return std::move(stands).error();
    if (*stands) return {};
    return base::Error{base::Code::remote,
                       cat(entry.name, ": there is no code at ", eth::to_checksum(*address))};
  }

  // Of accounts begin to end: the limits, then the transactions with their receipts.
  base::Status make(const Entry& entry, std::size_t begin, std::size_t end) {
    std::vector<workload::Intent> intents;
    for (std::size_t i = begin; i < end; ++i) intents.push_back(intent_of(entry, i));
    if (entry.call.needs_estimate())
      if (auto status = estimate(entry, begin, intents); !status) return status;
    std::vector<chain::AccountTransaction> transactions;
    for (std::size_t i = begin; i < end; ++i) {
      const workload::Intent& intent = intents[i - begin];
      const chain::Sender own{intent.sender, &accounts_.keys()[i], deployer_.chain_id,
                              deployer_.max_fee};
      transactions.push_back({{.what = about(entry, i),
                               .to = intent.to,
                               .data = intent.data,
                               .value = intent.value,
                               .gas_limit = intent.gas_limit,
                               .errors = errors_},
                              entry.config->each_account ? own : deployer_});
    }
    auto receipts = chain::send_together(transactions, ask_, clock_, stop_);
    if (!receipts) return std::move(receipts).error();
    for (std::size_t k = 0; k < receipts->size(); ++k) {
      const chain::SetUpReceipt& receipt = (*receipts)[k];
      if (!receipt.succeeded) return chain::revert_error(transactions[k].transaction, receipt);
      most_gas_ = std::max(most_gas_, receipt.gas_used);
      if (!entry.config->each_account) continue;
      nonces_.resize(accounts_.size());
      nonces_[begin + k] = std::max(nonces_[begin + k], receipt.nonce + 1);
    }
    return {};
  }

  base::Status estimate(const Entry& entry, std::size_t begin, std::vector<workload::Intent>& intents) {
    base::Uint256 most = run_.spending.of(Spending::Part::setup_calls);
    std::vector<rpc::Call> calls;
    calls.reserve(intents.size());
    for (const workload::Intent& intent : intents) calls.push_back({kEstimateGas, estimate_params(intent)});
    const auto replies = ask_all(calls);
    for (std::size_t k = 0; k < intents.size(); ++k) {
      auto limit = gas_limit_by(replies[k], errors_);
      if (!limit && limit.error().code == base::Code::stopped) return std::move(limit).error();
      if (!limit) return std::move(limit).error().with(about(entry, begin + k));
      const std::uint64_t more = *limit - std::min(*limit, intents[k].gas_limit);
      intents[k].gas_limit += more;
      most = base::Uint256::saturating_add(
          most, base::Uint256::saturating_multiply(base::Uint256(deployer_.max_fee), more));
    }
    return approve_part(run_, Spending::Part::setup_calls, most);
  }

  std::uint64_t unix_seconds() const {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::seconds>(clock_.wall_now().time_since_epoch()).count());
  }

  RunState& run_;
  const sys::Clock& clock_;
  const sys::Event& stop_;
  const workload::Accounts& accounts_;
  const profile::ScenarioConfig nothing_;
  rpc::Client client_;
  const chain::NodeCall once_ = chain::calls_to(client_, stop_);
  const chain::NodeCall call_ = chain::repeated(once_, clock_, stop_);
  const chain::NodeCalls ask_ = chain::batches_to(client_, stop_);
  const base::Bytes32 deployer_key_;
  const chain::Sender deployer_;
  const chain::TransactionSender sender_;
  const std::vector<eth::abi::Signature> errors_ = workload::known_errors(run_.profile);
  std::vector<Entry> entries_;
  std::uint64_t most_gas_ = 0;  // of the entry
  std::vector<std::uint64_t> nonces_;
};

}  // namespace

bool has_setup_calls(const RunState& run) {
  return !run.profile.setup.empty() && !run.profile.mock_deploy && !run.settings.dry_run;
}

SetupCost cost_of_setup_calls(RunState& run, const Target& target, const workload::Accounts& accounts) {
  return SetupCalls(run, target, accounts, {target.chain.chain_id, {}}, {}).cost();
}

base::Status check_setup_balances(RunState& run, const Target& target,
                                  const workload::Accounts& accounts, const net::ConnectionLimits& limits) {
  if (!has_setup_calls(run)) return {};
  return SetupCalls(run, target, accounts, {target.chain.chain_id, {}}, limits).check_balances();
}

base::Result<std::vector<std::uint64_t>> make_setup_calls(RunState& run, const Target& target,
                                                          const workload::Accounts& accounts,
                                                          const workload::CallEnvironment& environment,
                                                          const net::ConnectionLimits& limits) {
  if (!has_setup_calls(run)) return std::vector<std::uint64_t>();
  return SetupCalls(run, target, accounts, environment, limits).make();
}

}  // namespace seiload::run
