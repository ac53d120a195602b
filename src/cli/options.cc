#include "cli/options.h"

#include <algorithm>
#include <vector>

namespace seiload::cli {

std::span<const Option* const> all_options() {
  static const std::vector<const Option*> kAll = [] {
    std::vector<const Option*> all = {
        &kConfig,  &kEndpoint,   &kChainId,        &kMockChain,   &kFault,      &kScenario, &kContract,
        &kTo,      &kDeploy,     &kConstructorArg, &kCall,        &kArg,        &kData,     &kValue,
        &kGas,     &kAccounts,   &kSeed,           &kRootKeyFile, &kRootKeyEnv, &kWithKeys, &kBalances,
        &kGenesis, &kFirstNonce, &kShard,          &kReplayLoop,  &kMaxSpend,   &kFailIf,   &kCheck,
        &kCpu,     &kHelp,       &kVersion};
    for (const Option& option : profile::setting_options()) all.push_back(&option);
    std::stable_sort(all.begin(), all.end(),
                     [](const Option* a, const Option* b) { return a->topic < b->topic; });
    return all;
  }();
  return kAll;
}

std::span<const Option* const> sign_options() {
  static const std::vector<const Option*> kAll = [] {
    constexpr const Option* kTaken[] = {&kConfig, &kEndpoint, &kChainId, &kScenario, &kAccounts,
                                        &kSeed,   &kContract, &kTo,      &kDeploy,   &kCall,
                                        &kArg,    &kData,     &kValue,   &kGas,      &kFirstNonce,
                                        &kShard,  &kCpu,      &kHelp,    &kVersion,  &kConstructorArg};
    constexpr std::string_view kSettings[] = {"max-txs",         "workers",         "quiet",
                                              "nodes",           "all-addresses",   "start-without",
                                              "startup-timeout", "connect-timeout", "request-timeout"};
    const auto is_taken = [&](const Option* option) {
      return std::find(std::begin(kTaken), std::end(kTaken), option) != std::end(kTaken) ||
             std::find(std::begin(kSettings), std::end(kSettings), option->name) != std::end(kSettings);
    };
    std::vector<const Option*> all;
    std::copy_if(all_options().begin(), all_options().end(), std::back_inserter(all), is_taken);
    return all;
  }();
  return kAll;
}

}  // namespace seiload::cli
