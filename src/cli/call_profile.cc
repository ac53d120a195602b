#include "cli/call_profile.h"

#include "base/text.h"
#include "cli/call_options.h"
#include "profile/artifact.h"
#include "workload/call_check.h"

namespace seiload::cli {
namespace {

using base::cat;
using profile::ContractConfig;
using profile::Draft;
using profile::SourceLocation;
using workload::CallList;

// Of a contract's key: in the profile, or of the option that gave the contract.
SourceLocation place_of(const ContractConfig& contract, std::string_view key, std::size_t offset) {
  if (contract.offset == profile::kNoOffset)
    return {contract.name == kDeployedContract ? "--deploy" : cat("--contract ", contract.name)};
  const std::string path = cat("contracts.", contract.name, key.empty() ? "" : ".", key);
  return {path, offset == profile::kNoOffset ? contract.offset : offset};
}

void load(ContractConfig& contract, const std::string& folder, Draft& draft, const ReadFile& read_file) {
  const bool is_artifact = !contract.artifact.text.empty();
  const profile::Text& file = is_artifact ? contract.artifact : contract.bytecode_file;
  const bool is_relative = contract.offset != profile::kNoOffset && !file.text.starts_with('/');
  const std::string path = is_relative ? folder + file.text : file.text;
  const SourceLocation place = place_of(contract, is_artifact ? "artifact" : "bytecodeFile", file.offset);
  auto text = read_file(path);
  if (!text) return draft.problems.add(place, std::move(text).error().message);
  auto artifact = profile::parse_artifact(*text);
  if (!artifact) return draft.problems.add(place, cat(path, ": ", artifact.error().message));
  contract.code = std::move(artifact->code);
  contract.functions = std::move(artifact->functions);
  contract.errors = std::move(artifact->errors);
  if (contract.constructor_types.text.empty()) contract.constructor_types.text = artifact->constructor_types;
}

}  // namespace

void load_contracts(Draft& draft, const std::string& folder, const ReadFile& read_file) {
  for (ContractConfig& contract : draft.profile.contracts)
    if (!contract.artifact.text.empty() || !contract.bytecode_file.text.empty())
      load(contract, folder, draft, read_file);
}

void check_calls(Draft& draft) {
  if (!draft.problems.empty()) return;
  if (!draft.profile.setup.empty() && !draft.profile.settings.dry_run)
    draft.problems.add({"setup", draft.profile.setup[0].offset}, "not built yet");
  workload::check_calls(
      draft.profile, [&](CallList list, std::size_t index, const workload::CallProblem& problem) {
        if (list == CallList::contracts)
          return draft.problems.add(place_of(draft.profile.contracts[index], problem.path, problem.offset),
                                    problem.message);
        const bool is_scenario = list == CallList::scenarios;
        SourceLocation place =
            is_scenario ? draft.scenario_places[index]
                        : SourceLocation{cat("setup[", index, ']'), draft.profile.setup[index].offset};
        const bool is_option = is_scenario && place.offset == SourceLocation::kCommandLine && !place.given();
        if (is_option)
          place.path = CallOptions::option_of(problem.path);
        else if (!problem.path.empty() && problem.offset != profile::kNoOffset)
          place.path += cat('.', problem.path);
        if (problem.offset != profile::kNoOffset) place.offset = problem.offset;
        draft.problems.add(std::move(place), problem.message);
      });
}

}  // namespace seiload::cli
