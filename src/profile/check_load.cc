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
  if (settings.ramp_up) draft.problems.add(place, "cannot be combined with --ramp-up: both lead the rate");
  if (settings.dry_run) draft.problems.add(place, "cannot be combined with --dry-run: nothing answers there");
  if (settings.find_to > 0 && settings.find_to < settings.find_from)
    draft.problems.add(place,
                       cat("--find-to ", settings.find_to, " is below --find-from ", settings.find_from));
}

}  // namespace seiload::profile
