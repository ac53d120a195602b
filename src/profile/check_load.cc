#include "profile/check_load.h"

#include "base/text.h"
#include "profile/share.h"

namespace seiload::profile {

using base::cat;

bool is_resolution(const std::string& text) {
  const auto share = parse_share(text);
  return share && *share >= 0.001 && *share <= 0.5;
}

void check_search(Draft& draft, const SourceLocation& place) {
  const Settings& settings = draft.profile.settings;
  if (!settings.find_limit) return;
  if (settings.ramp_up) draft.problems.add(place, "cannot be combined with --ramp-up: both set the rate");
  if (settings.dry_run) draft.problems.add(place, "cannot be combined with --dry-run: nothing answers there");
  if (settings.find_to > 0 && settings.find_to < settings.find_from)
    draft.problems.add(place,
                       cat("--find-to ", settings.find_to, " is below --find-from ", settings.find_from));
}

void check_apart(Draft& draft, const SourceLocation& place, bool is_warmup) {
  const Settings& settings = draft.profile.settings;
  if ((is_warmup ? settings.warmup : settings.cooldown).count() == 0) return;
  if (settings.ramp_up || settings.find_limit)
    draft.problems.add(place, cat("cannot be combined with ", settings.ramp_up ? "--ramp-up" : "--find-limit",
                                  ", whose steps are measured one by one"));
  else if (!is_warmup && settings.duration.count() == 0)
    draft.problems.add(place, "needs --duration: without, nothing says when it begins");
}

void check_rate_file(Draft& draft, const SourceLocation& place) {
  const Settings& settings = draft.profile.settings;
  if (settings.rate_file.empty()) return;
  if (settings.ramp_up || settings.find_limit)
    draft.problems.add(place, cat("cannot be combined with ", settings.ramp_up ? "--ramp-up" : "--find-limit",
                                  ": both set the rate"));
  else if (settings.tps > 0)
    draft.problems.add(place, "cannot be combined with --tps, or settings.tps above 0: both set the rate");
}

}  // namespace seiload::profile
