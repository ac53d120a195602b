#include "workload/contract_use.h"

#include <algorithm>
#include <string>

#include "base/text.h"

namespace seiload::workload {
namespace {

using profile::Argument;
using profile::CallConfig;

// What names a contract.
class Mention {
 public:
  explicit Mention(const std::string& name) : name_(name), placeholder_(base::cat("{contract:", name, '}')) {}

  bool in(const std::string& text) const { return text.find(placeholder_) != std::string::npos; }
  bool in(const std::vector<Argument>& arguments) const {
    return std::any_of(arguments.begin(), arguments.end(),
                       [&](const Argument& one) { return in(one.text) || in(one.items); });
  }
  bool in(const CallConfig& call) const {
    return (!call.creates && call.contract.text == name_) || in(call.to.text) || in(call.args);
  }

 private:
  const std::string& name_;
  const std::string placeholder_;
};

}  // namespace

bool is_deployed(const profile::Profile& profile, const profile::ContractConfig& contract) {
  if (contract.address) return false;
  const Mention mention(contract.name);
  bool is_created = false;
  for (const profile::ScenarioConfig& scenario : profile.scenarios) {
    if (!scenario.call) continue;
    if (mention.in(*scenario.call)) return true;
    is_created = is_created || (scenario.call->creates && scenario.call->contract.text == contract.name);
  }
  if (!is_created) return true;  // as the profile says, whether it is called or not
  for (const profile::SetupCall& one : profile.setup)
    if (mention.in(one.call)) return true;
  return std::any_of(profile.contracts.begin(), profile.contracts.end(),
                     [&](const profile::ContractConfig& one) { return mention.in(one.constructor_args); });
}

}  // namespace seiload::workload
