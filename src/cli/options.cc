#include "cli/options.h"

#include <algorithm>
#include <vector>

namespace seiload::cli {

std::span<const Option* const> all_options() {
  static const std::vector<const Option*> kAll = [] {
    std::vector<const Option*> all = {
        &kConfig, &kEndpoint, &kChainId, &kMockChain, &kFault, &kCapacity, &kScenario, &kContract,
        &kSlo, &kAbortIf, &kLock, &kLockWait, &kAppend, &kCompareLast, &kTo, &kDeploy,
        &kConstructorArg, &kCall, &kArg, &kData, &kValue, &kGas, &kAccounts, &kSeed, &kRootKeyFile,
        &kRootKeyEnv, &kWithKeys, &kBalances, &kGenesis, &kFirstNonce, &kShard, &kReplayLoop,
        &kFailIf, &kCheck, &kCpu, &kHelp, &kVersion};
    for (const Option& option : profile::setting_options()) all.push_back(&option);
    std::stable_sort(all.begin(), all.end(),
                     [](const Option* a, const Option* b) { return a->topic < b->topic; });
    return all;
  }();
  return kAll;
}

}  // namespace seiload::cli
