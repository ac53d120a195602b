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

using Parse = base::Result<profile::Artifact> (*)(std::string_view);

// What one of a contract's files says. Nothing, and a problem, if that is not to be had.
std::optional<profile::Artifact> read(const ContractConfig& contract, std::string_view key,
                                      const profile::Text& file, Parse parse, const std::string& folder,
                                      Draft& draft, const ReadFile& read_file) {
  const bool is_relative = contract.offset != profile::kNoOffset && !file.text.starts_with('/');
  const std::string path = is_relative ? folder + file.text : file.text;
  const SourceLocation place = place_of(contract, key, file.offset);
  auto text = read_file(path);
  if (!text) return draft.problems.add(place, std::move(text).error().message), std::nullopt;
  auto artifact = parse(*text);
  if (!artifact) return draft.problems.add(place, cat(path, ": ", artifact.error().message)), std::nullopt;
  return *std::move(artifact);
}

void take_abi(ContractConfig& contract, profile::Artifact artifact) {
  contract.functions = std::move(artifact.functions);
  contract.errors = std::move(artifact.errors);
  if (contract.constructor_types.text.empty())
    contract.constructor_types.text = std::move(artifact.constructor_types);
}

void load(ContractConfig& contract, const std::string& folder, Draft& draft, const ReadFile& read_file) {
  const bool is_artifact = !contract.artifact.text.empty();
  const profile::Text& file = is_artifact ? contract.artifact : contract.bytecode_file;
  if (!file.text.empty()) {
    auto artifact = read(contract, is_artifact ? "artifact" : "bytecodeFile", file, profile::parse_artifact,
                         folder, draft, read_file);
    if (!artifact) return;
    contract.code = std::move(artifact->code);
    take_abi(contract, *std::move(artifact));
  }
  if (contract.abi.text.empty()) return;
  auto abi = read(contract, "abi", contract.abi, profile::parse_abi, folder, draft, read_file);
  if (abi) take_abi(contract, *std::move(abi));
}

}  // namespace

void load_contracts(Draft& draft, const std::string& folder, const ReadFile& read_file) {
  for (ContractConfig& contract : draft.profile.contracts) load(contract, folder, draft, read_file);
}

// The one key of a scenario that is no call's: it has no place of its own.
constexpr std::string_view kGasPicker = "gasPicker";

void check_calls(Draft& draft) {
  if (!draft.problems.empty()) return;
  workload::check_calls(draft.profile, [&](CallList list, std::size_t index,
                                           const workload::CallProblem& problem) {
    if (list == CallList::contracts)
      return draft.problems.add(place_of(draft.profile.contracts[index], problem.path, problem.offset),
                                problem.message);
    const bool is_scenario = list == CallList::scenarios;
    SourceLocation place = is_scenario
                               ? draft.scenario_places[index]
                               : SourceLocation{cat("setup[", index, ']'), draft.profile.setup[index].offset};
    const auto* const call =
        is_scenario && draft.profile.scenarios[index].call ? &*draft.profile.scenarios[index].call : nullptr;
    const bool creates = call != nullptr && call->creates;
    const bool is_option =
        is_scenario && place.offset == SourceLocation::kCommandLine && (creates || !place.given());
    if (is_option)
      place.path = CallOptions::option_of(problem.path, creates);
    else if (!problem.path.empty() && (problem.offset != profile::kNoOffset || problem.path == kGasPicker))
      place.path += cat('.', problem.path);
    if (problem.offset != profile::kNoOffset) place.offset = problem.offset;
    draft.problems.add(std::move(place), problem.message);
  });
}

}  // namespace seiload::cli
