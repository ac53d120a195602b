#include "profile/finish_money.h"

#include <string>
#include <utility>

#include "base/text.h"
#include "eth/amount.h"
#include "eth/private_key.h"
#include "profile/finish_routing.h"

namespace seiload::profile {
namespace {

using base::cat;

// What is wrong with where the root key is. It shows nothing of it: somebody may have put the key there, for
// which cli/load_keys.h has words of its own.
std::string problem_of_root_key(const Funding& funding) {
  if (funding.root_key_file.find("://") != std::string::npos) return "expected a file, got a URL";
  const std::string& name = funding.root_key_env;
  if (name.empty() || is_variable_name(name) || eth::parse_private_key(name)) return "";
  return "expected the name of an environment variable: letters, digits and underscores";
}

}  // namespace

void finish_funding(Draft& draft) {
  const std::optional<Funding>& funding = draft.profile.funding;
  if (!funding) return;
  std::string problem = problem_of_root_key(*funding);
  if (!problem.empty()) draft.problems.add(draft.funding_place, std::move(problem));
  if (funding->top_up_below_wei > funding->fund_amount_wei)
    draft.problems.add(draft.funding_place, cat("topUpBelowWei ", funding->top_up_below_wei.to_decimal(),
                                                " is above fundAmountWei ",
                                                funding->fund_amount_wei.to_decimal()));
  if (funding->top_up_below_wei != base::Uint256() && !draft.profile.settings.max_spend.empty())
    draft.problems.add(place_of_setting(draft, "max-spend"),
                       "not together with funding.topUpBelowWei: what that will pay is not known before");
  if (draft.profile.settings.dry_run || draft.profile.mock_deploy) return;
  if (funding->root_key_file.empty() && funding->root_key_env.empty())
    draft.problems.add(draft.funding_place, "needs the root key: rootKeyFile or rootKeyEnv");
}

void finish_max_spend(Draft& draft) {
  const Settings& settings = draft.profile.settings;
  if (settings.max_spend.empty()) return;
  const SourceLocation& place = place_of_setting(draft, "max-spend");
  if (auto amount = eth::parse_amount(settings.max_spend); !amount)
    draft.problems.add(place, std::move(amount).error().message);
  if (!settings.txs_dir.empty())
    draft.problems.add(place, "not together with --txs-dir, which sends nothing: its transactions cost what "
                              "somebody else sends of them");
}

}  // namespace seiload::profile
