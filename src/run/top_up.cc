#include "run/top_up.h"

#include <algorithm>

#include "base/text.h"

namespace seiload::run {
namespace {

using base::cat;
using base::Uint256;

constexpr int kShareOfTime = 4;  // looking takes at most one part in so many of the time

std::string count_of(std::uint64_t n, std::string_view one, std::string_view many) {
  return cat(n, n == 1 ? one : many);
}

}  // namespace

bool tops_up(const profile::Profile& profile) {
  return funds(profile) && profile.funding->top_up_below_wei != Uint256() && profile.settings.txs_dir.empty();
}

TopUp::TopUp(const profile::Profile& profile, const Environment& environment, const rpc::Endpoint& endpoint,
             std::uint64_t chain_id, std::uint64_t max_fee, const workload::Accounts& accounts,
             const std::optional<eth::Address>& contract, load::RestingAccounts& resting)
    : terms_(*profile.funding),
      environment_(environment),
      payer_(profile.settings, environment, endpoint, chain_id, max_fee),
      accounts_(accounts),
      contract_(contract),
      resting_(resting) {}

TopUp::~TopUp() { thread_.join(); }

base::Status TopUp::start() {
  auto thread = sys::Thread::start(
      "top-up", [this] { run(); }, environment_.stop);
  if (!thread) return std::move(thread).error();
  thread_ = std::move(*thread);
  return {};
}

void TopUp::run() {
  const sys::Clock& clock = environment_.clock;
  sys::TimePoint next = clock.now() + kInterval;
  while (!clock.wait_for(environment_.stop.event(), next)) {
    const sys::TimePoint begun = clock.now();
    const base::Status looked = look();
    if (!looked && looked.error().code == base::Code::stopped) return;
    if (!looked && !std::exchange(is_failing_, true))
      environment_.log.warning(
          cat("top-up: ", looked.error().message, "; the run goes on, retrying at intervals"));
    if (looked && std::exchange(is_failing_, false)) environment_.log.info("top-up: works again");
    const sys::TimePoint now = clock.now();
    next = now + std::max(kInterval, (kShareOfTime - 1) * (now - begun));
  }
}

base::Status TopUp::look() {
  const std::vector<std::uint32_t> more = resting_.take();
  waiting_.insert(waiting_.end(), more.begin(), more.end());
  std::vector<std::uint32_t> rest = waiting_;
  std::sort(rest.begin(), rest.end());
  chain::FundingTerms terms{terms_.fund_amount_wei, static_cast<std::size_t>(terms_.batch_size),
                            !terms_.by_transfer};
  terms.wants = [&](std::size_t account, const Uint256& balance) {
    return balance < terms_.top_up_below_wei || std::binary_search(rest.begin(), rest.end(), account);
  };
  terms.is_spent_meanwhile = true;
  chain::Funding funding(accounts_.addresses(), terms, payer_.place());
  if (auto status = funding.plan(); !status) return status;
  if (funding.to_pay() > 0) {
    if (auto status = funding.pay(contract_); !status) return status;
    payments_ += funding.to_pay();
    transactions_ += funding.transactions();
    for (std::size_t i = 0; i < funding.before().size(); ++i)
      if (terms.wants(i, funding.before()[i]))
        paid_ = Uint256::saturating_add(
            paid_, Uint256::subtract(terms_.fund_amount_wei, funding.before()[i]).value_or(Uint256()));
    environment_.log.info(cat("topped up ", count_of(funding.to_pay(), " account", " accounts"), " in ",
                              count_of(funding.transactions(), " transaction", " transactions")));
  }
  for (const std::uint32_t account : waiting_) resting_.wake(account);
  waiting_.clear();
  return {};
}

void TopUp::finish() {
  thread_.join();
  if (payments_ == 0) return;
  environment_.log.info(cat("top-up: ", chain::show_ether(paid_), " paid in all, in ",
                            count_of(payments_, " payment", " payments"), " and ",
                            count_of(transactions_, " transaction", " transactions")));
}

}  // namespace seiload::run
