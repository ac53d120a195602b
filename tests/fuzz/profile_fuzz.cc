// Any bytes as a profile: decoding ends, and whatever is accepted is written as a profile that means the
// same.

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/check.h"
#include "profile/finish.h"
#include "profile/write.h"

namespace {

using namespace seiload;

constexpr std::string_view kOperations[] = {"rmw", "read"};
constexpr profile::ScenarioInfo kScenarios[] = {
    {.name = "EVMTransfer", .operations = kOperations},
    {.name = "StorageRW", .operations = kOperations, .storage = true},
    {.name = "ERC20", .operations = kOperations, .built = false},
};

profile::Draft finished(std::string_view text) {
  profile::Draft draft = profile::decode(text, "p.json", kScenarios);
  profile::finish(draft, kScenarios, [](std::string_view) { return std::string(); });
  for (const std::string& line : draft.problems.lines()) CHECK(line.find('\n') == std::string::npos);
  (void)draft.problems.notes();
  return draft;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const profile::Draft draft = finished(base::as_text({data, size}));
  if (!draft.problems.empty()) return 0;
  const std::string once = profile::to_json(draft.profile);
  const profile::Draft again = finished(once);
  CHECK(again.problems.empty());
  CHECK(profile::to_json(again.profile) == once);
  return 0;
}
