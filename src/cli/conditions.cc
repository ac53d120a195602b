#include "cli/conditions.h"

#include "base/text.h"
#include "cli/options.h"

namespace seiload::cli {
namespace {

using base::cat;
using measure::Threshold;

bool is_given(const profile::Draft& draft, std::string_view name) {
  for (std::size_t i = 0; i < profile::setting_options().size(); ++i)
    if (profile::setting_options()[i].name == name) return draft.setting_places[i].given();
  return false;
}

}  // namespace

bool Conditions::take(const Given& given, profile::Draft& draft) {
  if (given.option != &kFailIf && given.option != &kAbortIf && given.option != &kSlo) return false;
  const auto problem = [&](std::string text) { draft.problems.add({given.spelt}, std::move(text)); };
  if (given.option == &kSlo) slo_place_ = {given.spelt};
  if (given.option == &kAbortIf) {
    auto condition = run::AbortCondition::parse(given.text);
    if (!condition) return problem(std::move(condition).error().message), true;
    note_needs(condition->condition);
    abort_if.push_back(std::move(*condition));
    return true;
  }
  auto condition = Threshold::parse(given.text);
  if (!condition) return problem(std::move(condition).error().message), true;
  note_needs(*condition);
  if (given.option == &kSlo && condition->is_of_interval())
    problem("a step of a search is the interval: give the name without 'interval:'");
  if (given.option == &kSlo && condition->needs_end())
    problem(cat(base::quote(given.text), " is known only at the end of a run"));
  (given.option == &kSlo ? slo : fail_if).push_back(std::move(*condition));
  return true;
}

void Conditions::note_needs(const Threshold& condition) {
  needs_blocks_ |= condition.needs() == Threshold::Needs::blocks;
  needs_inclusion_ |= condition.needs() == Threshold::Needs::inclusion;
}

void Conditions::finish(profile::Draft& draft) const {
  profile::Settings& settings = draft.profile.settings;
  if (slo_place_.given() && !settings.find_limit)
    draft.problems.add(slo_place_, "needs --find-limit; a run of one rate is judged by --fail-if");
  if (settings.dry_run) return;
  if (needs_blocks_ && !is_given(draft, "track-blocks")) settings.track_blocks = true;
  if (needs_inclusion_ && !is_given(draft, "track-receipts")) settings.track_receipts = true;
}

}  // namespace seiload::cli
