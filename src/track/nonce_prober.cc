#include "track/nonce_prober.h"

#include <algorithm>

#include "base/text.h"
#include "chain/start.h"

namespace seiload::track {
namespace {

constexpr double kShare = 0.1;  // of the time
constexpr sys::Duration kFirstCredit = std::chrono::milliseconds(250);
constexpr sys::Duration kLook = std::chrono::milliseconds(250);
constexpr std::size_t kMaxAccounts = 100;  // in one look

constexpr std::string_view kMethod = "eth_getTransactionCount";

}  // namespace

NonceProber::NonceProber(Inclusion& inclusion, const std::vector<rpc::Endpoint>& endpoints,
                         std::span<const eth::Address> accounts, const net::ConnectionLimits& limits,
                         const sys::Clock& clock, sys::Log& log, chain::NonceFeedback& feedback)
    : inclusion_(inclusion), accounts_(accounts), clock_(clock), log_(log), feedback_(feedback) {
  for (const rpc::Endpoint& endpoint : endpoints)
    clients_.push_back(std::make_unique<rpc::Client>(endpoint, rpc::Client::Options{.http = limits}, clock));
}

void NonceProber::run(const sys::Event& stop) {
  while (!clock_.wait_for(stop, step(stop))) {
  }
}

sys::TimePoint NonceProber::step(const sys::Event& stop) {
  const sys::TimePoint begun = clock_.now();
  if (!budget_) budget_.emplace(kShare, kFirstCredit, begun);
  if (const sys::TimePoint next = budget_->next(begun); next > begun) return next;
  const std::vector<std::uint32_t> suspects = inclusion_.suspects(kMaxAccounts, begun);
  if (suspects.empty()) return begun + kLook;
  std::vector<std::vector<std::uint32_t>> by_endpoint(clients_.size());
  for (const std::uint32_t account : suspects)
    by_endpoint[chain::endpoint_of(accounts_[account], clients_.size())].push_back(account);
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    if (by_endpoint[i].empty()) continue;
    const auto status = ask(i, by_endpoint[i], stop);
    if (!status && status.error().code == base::Code::stopped) break;
    if (!status && !reported_error_)
      log_.warning(base::cat("inclusion: endpoint ", clients_[i]->name(), ": ", status.error().message,
                             "; cannot tell whether it dropped transactions"));
    reported_error_ = !status;
  }
  const sys::TimePoint now = clock_.now();
  budget_->spend(now - begun, now);
  return now + kLook;
}

base::Status NonceProber::ask(std::size_t endpoint, std::span<const std::uint32_t> accounts,
                              const sys::Event& stop) {
  std::vector<rpc::Call> calls;
  for (const std::uint32_t account : accounts)
    calls.push_back({kMethod, base::cat("[\"", eth::to_hex(accounts_[account]), "\",\"pending\"]")});
  std::vector<Inclusion::PendingNonce> nonces;
  base::Status refused;
  const sys::TimePoint asked = clock_.now();
  auto status =
      clients_[endpoint]->call(calls, stop, [&](std::size_t i, const rpc::Answer& answer) -> base::Status {
        const auto nonce =
            answer.kind == rpc::Answer::Kind::result ? rpc::read_quantity(answer.result) : std::nullopt;
        if (nonce && nonce->fits_u64())
          nonces.push_back({accounts[i], nonce->low_u64()});
        else if (refused)
          refused =
              base::Error{base::Code::remote,
                          answer.kind == rpc::Answer::Kind::error
                              ? base::cat("the node answered: ",
                                          base::quote(clients_[endpoint]->secrets().hide(answer.message)))
                              : std::string("the answer is not a number")};
        return {};
      });
  const std::uint64_t before = inclusion_.snapshot().dropped;
  const std::vector<std::uint32_t> behind_gap = inclusion_.take_nonces(nonces, asked, clock_.now());
  for (const std::uint32_t account : behind_gap) feedback_.add(account);
  if (!behind_gap.empty() && !reported_drop_) {
    reported_drop_ = true;
    log_.warning(base::cat("inclusion: endpoint ", clients_[endpoint]->name(),
                           " has dropped accepted transactions: ", inclusion_.snapshot().dropped - before,
                           " of ", behind_gap.size(), behind_gap.size() == 1 ? " account" : " accounts",
                           "; these accounts continue from the nonce that the node expects"));
  }
  if (!status && status.error().code != base::Code::stopped) return std::move(status).error().with(kMethod);
  if (status && !refused) return std::move(refused).error().with(kMethod);
  return status;
}

}  // namespace seiload::track
