#include "run/prewarm.h"

#include "base/text.h"
#include "chain/account_state.h"
#include "chain/send_many.h"

namespace seiload::run {
namespace {

using base::cat;

constexpr std::size_t kInFlight = 256;

}  // namespace

base::Result<measure::PrewarmRow> prewarm(const Environment& environment, const Payer& payer,
                                          const workload::Accounts& accounts, std::uint64_t chain_id,
                                          const std::function<base::Status(std::uint64_t gas)>& approve) {
  measure::PrewarmRow row;
  row.accounts = accounts.size();
  const sys::TimePoint started = environment.clock.now();
  const chain::FundingPlace& place = payer.place();
  const auto addresses = accounts.addresses();
  auto fees = payer.sender().ask_fees();
  if (!fees) return std::move(fees).error();
  const chain::StartLimits limits = place.limits();
  auto nonces = chain::read_counts(place.endpoint, addresses, "pending", place.context(limits));
  if (!nonces) return std::move(nonces).error();
  auto gas = chain::transfer_gas(payer.sender(), addresses.front(), addresses.front());
  if (!gas) return std::move(gas).error();
  if (auto status = approve(*gas); !status) return std::move(status).error();
  environment.log.info(cat("prewarm: one transfer to itself by each of ", accounts.size(),
                           accounts.size() == 1 ? " account" : " accounts"));
  const auto job_of = [&](std::size_t i) {
    chain::SetUpJob job;
    job.transaction.what = cat("prewarming ", eth::to_checksum(addresses[i]));
    job.transaction.to = addresses[i];
    job.transaction.gas_limit = *gas;
    job.transaction.nonce = (*nonces)[i];
    job.transaction.fees = *fees;
    job.sender = {addresses[i], &accounts.keys()[i], chain_id, payer.sender().sender().max_fee};
    return job;
  };
  std::string first_cause;
  const auto on_end = [&](std::size_t, const chain::SetUpJob& job,
                          base::Result<chain::SetUpReceipt> receipt) -> base::Status {
    if (receipt && receipt->succeeded) return ++row.included, base::Status();
    ++row.failed;
    if (first_cause.empty())
      first_cause =
          receipt ? chain::revert_error(job.transaction, *receipt).message : receipt.error().message;
    return {};
  };
  auto status =
      chain::send_many({.count = accounts.size(), .in_flight = kInFlight, .at = job_of, .on_end = on_end},
                       place.ask_many, environment.clock, environment.stop.event());
  if (!status) return std::move(status).error();
  row.took = environment.clock.now() - started;
  if (row.failed > 0)
    environment.log.warning(
        cat("prewarm: ", row.failed, " of ", row.accounts, " accounts failed; the first: ", first_cause));
  return row;
}

}  // namespace seiload::run
