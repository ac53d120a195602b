// Any bytes as a profile: decoding ends, whatever is accepted is written as a profile that means the same,
// and where its calls pass their check too, its first transactions can be written, with gas enough for their
// data.

#include <algorithm>
#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/check.h"
#include "eth/gas.h"
#include "profile/finish.h"
#include "profile/write.h"
#include "workload/call_check.h"
#include "workload/catalogue.h"
#include "workload/workload.h"

namespace {

using namespace seiload;

constexpr std::uint64_t kMostAccounts = 8;  // a key each takes time

profile::Draft finished(std::string_view text) {
  profile::Draft draft = profile::decode(text, "p.json", workload::catalogue());
  profile::finish(draft, workload::catalogue(), [](std::string_view) { return std::string(); });
  for (const std::string& line : draft.problems.lines()) CHECK(line.find('\n') == std::string::npos);
  (void)draft.problems.notes();
  return draft;
}

void check_transactions(profile::Profile profile) {
  bool is_sound = true;
  workload::check_calls(profile, [&](workload::CallList, std::size_t, const workload::CallProblem& problem) {
    CHECK(!problem.message.empty());
    is_sound = false;
  });
  const std::vector<std::uint64_t> pools = workload::Workload::pool_sizes(profile);
  std::uint64_t count = 0;
  for (const std::uint64_t size : pools) count += std::min(size, kMostAccounts + 1);
  if (!is_sound || profile.scenarios.empty() || count > kMostAccounts) return;
  const workload::Accounts accounts(7, pools);
  const workload::Workload workload(profile, 7, accounts);
  workload::Intent intent;
  for (std::uint64_t arrival = 0; arrival < 4; ++arrival) {
    workload.write(workload.label_of(arrival), arrival, 1'800'000'000, intent);
    intent.set_nonce(~std::uint64_t{0});
    CHECK(intent.gas_limit >= eth::floor_gas(intent.data));
    CHECK(intent.tip_cap <= intent.fee_cap);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const profile::Draft draft = finished(base::as_text({data, size}));
  if (!draft.problems.empty()) return 0;
  const std::string once = profile::to_json(draft.profile);
  const profile::Draft again = finished(once);
  CHECK(again.problems.empty());
  CHECK(profile::to_json(again.profile) == once);
  check_transactions(draft.profile);
  return 0;
}
