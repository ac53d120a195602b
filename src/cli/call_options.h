#pragma once
// The options that together make one scenario Call: --to or --deploy, --constructor-arg, --call, --arg,
// --data, --value and --gas; or complete a --scenario Deploy; and --contract.

#include <optional>
#include <string>
#include <vector>

#include "cli/words.h"
#include "profile/decode.h"

namespace seiload::cli {

inline constexpr std::string_view kDeployedContract = "deployed";  // the name of what --deploy creates

class CallOptions {
 public:
  // False if it is none of these options.
  bool take(const Given& given);

  // Adds the contracts to the draft, and the problems; returns the scenario Call, if any option asks for one.
  std::optional<profile::ScenarioConfig> finish(profile::Draft& draft);

  // The option that gave what is wrong, for a problem within the scenario: "--arg 2" of "args[1]", "--arg
  // 2[0]" of "args[1][0]".
  static std::string option_of(std::string_view path, bool creates = false);

 private:
  void add_contract(profile::Draft& draft, const Given& given);
  void add_target(profile::Draft& draft, profile::CallConfig& call);
  void add_deployed(profile::Draft& draft);
  bool complete_creations(profile::Draft& draft);

  std::vector<Given> contracts_, arguments_, constructor_arguments_;
  Given to_, deploy_, function_, data_, value_, gas_;  // without an option: not given
};

}  // namespace seiload::cli
