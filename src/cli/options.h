#pragma once
// Every option of the command line: the settings (profile/options.h) and the rows that are none, listed
// here. Parsing, --help and the manual's test walk all_options().

#include <span>
#include <string_view>

#include "profile/options.h"

namespace seiload::cli {

using profile::kOfAccountCommands;
using profile::kOfAccounts;
using profile::kOfAll;
using profile::kOfFund;
using profile::kOfRun;
using profile::kOfSign;
using profile::kOfSweep;
using profile::Option;
using profile::Topic;

inline constexpr std::string_view kProgram = "seiload";
inline constexpr std::string_view kAccountsCommand = "accounts", kMockChainCommand = "mock-chain",
                                  kSignCommand = "sign", kFundCommand = "fund", kSweepCommand = "sweep";
inline constexpr std::string_view kMockChainProgram = "seiload mock-chain";
// The first words that are commands; the last ones are those of cli/tools.h.
inline constexpr std::string_view kCommandNames[] = {kAccountsCommand,  kFundCommand, kSweepCommand,
                                                     kMockChainCommand, kSignCommand, "report",
                                                     "merge",           "compare",    "completion"};

// One row an option, not one line a field.
// clang-format off
inline constexpr Option kConfig{
    .name = "config", .letter = 'c', .argument = "FILE", .topic = Topic::target,
    .help = "the profile to run, see seiload(5); - = standard input", .commands = kOfAll};
inline constexpr Option kEndpoint{
    .name = "endpoint", .letter = 'e', .argument = "URL", .topic = Topic::target,
    .help = "JSON-RPC endpoint: http(s)://, ws(s):// or a Unix socket's /path; repeatable; replaces the "
            "profile's endpoints", .repeatable = true, .commands = kOfAll};
inline constexpr Option kChainId{
    .name = "chain-id", .argument = "N", .topic = Topic::target,
    .help = "the chain id that every endpoint must answer; without it theirs is taken", .commands = kOfAll};
inline constexpr Option kMockChain{
    .name = "mock-chain", .topic = Topic::target,
    .help = "send to a chain that runs inside this process and executes no contracts, instead of endpoints"};
inline constexpr Option kFault{
    .name = "fault", .argument = "SPEC", .topic = Topic::target,
    .help = "with --mock-chain: make it misbehave, as in 'stall:for=2s:every=10s' or 'reset:share=0.01'; "
            "repeatable; replaces the profile's faults", .repeatable = true};
inline constexpr Option kCapacity{
    .name = "capacity", .argument = "N", .topic = Topic::target,
    .help = "with --mock-chain: transactions a second that it can handle, beyond which it answers late; "
            "replaces the profile's"};
inline constexpr Option kScenario{
    .name = "scenario", .argument = "NAME[=WEIGHT]", .topic = Topic::load,
    .help = "what to send, weight 1 if not given; repeatable; replaces the profile's scenarios",
    .repeatable = true, .commands = kOfAll};
inline constexpr Option kContract{
    .name = "contract", .argument = "NAME=SPEC", .topic = Topic::contracts,
    .help = "a contract that calls may name: an address, or a file to deploy before the load, an artifact of "
            "Foundry, Hardhat or solc, or hex digits; repeatable", .repeatable = true,
    .commands = kOfAll};
inline constexpr Option kTo{
    .name = "to", .argument = "ADDRESS", .topic = Topic::contracts,
    .help = "call or pay this address: 0x..., a contract's name, or a placeholder such as {receiver}",
    .commands = kOfAll & ~kOfFund};
inline constexpr Option kDeploy{
    .name = "deploy", .argument = "FILE", .topic = Topic::contracts,
    .help = "deploy the contract of this file before the load, and call it; with --scenario Deploy: each "
            "transaction creates it",
    .commands = kOfAll};
inline constexpr Option kConstructorArg{
    .name = "constructor-arg", .argument = "VALUE", .topic = Topic::contracts,
    .help = "with --deploy: an argument of the constructor, in order; repeatable", .repeatable = true,
    .commands = kOfAll};
inline constexpr Option kCall{
    .name = "call", .argument = "SIGNATURE", .topic = Topic::contracts,
    .help = "the function to call, as in 'transfer(address,uint256)'; its name suffices where the file of "
            "--deploy or --contract has one such",
    .commands = kOfAll};
inline constexpr Option kArg{
    .name = "arg", .argument = "VALUE", .topic = Topic::contracts,
    .help = "an argument of --call, in order: a value, a placeholder such as {random:1..100}, or a JSON "
            "array; repeatable", .repeatable = true,
    .commands = kOfAll};
inline constexpr Option kData{
    .name = "data", .argument = "HEX", .topic = Topic::contracts,
    .help = "instead of --call: the call's data, hex bytes or a placeholder such as {randomBytes:100}",
    .commands = kOfAll};
inline constexpr Option kValue{
    .name = "value", .argument = "AMOUNT", .topic = Topic::contracts,
    .help = "what each call pays, as in '1 gwei'; wei without a unit; nothing if not given",
    .commands = kOfAll};
inline constexpr Option kGas{
    .name = "gas", .argument = "N", .topic = Topic::contracts,
    .help = "gas limit of each call; if not given, or 'estimate', the node is asked once at set-up, and 20 % "
            "added",
    .commands = kOfAll};
inline constexpr Option kAccounts{
    .name = "accounts", .argument = "N", .topic = Topic::accounts,
    .help = "size of the pool of sending accounts; 100 if the profile gives none", .commands = kOfAll};
inline constexpr Option kSeed{
    .name = "seed", .argument = "N", .topic = Topic::accounts,
    .help = "keys of the accounts and every random choice follow from it; random if not given",
    .commands = kOfAll};
inline constexpr Option kRootKeyFile{
    .name = "root-key-file", .argument = "FILE", .topic = Topic::accounts,
    .help = "pay from the account of the private key in this file: fund the accounts before the load, as the "
            "profile's funding says, and deploy; replaces rootKeyFile",
    .commands = kOfRun | kOfAccountCommands};
inline constexpr Option kRootKeyEnv{
    .name = "root-key-env", .argument = "NAME", .topic = Topic::accounts,
    .help = "the same with the private key in this environment variable, where there is no file",
    .commands = kOfRun | kOfAccountCommands};
inline constexpr Option kWithKeys{
    .name = "with-keys", .topic = Topic::accounts,
    .help = "of 'seiload accounts': print the private keys too", .commands = kOfAccounts};
inline constexpr Option kFirstNonce{
    .name = "first-nonce", .argument = "N", .topic = Topic::files,
    .help = "of 'seiload sign': every account's first nonce, instead of asking a node for it; then no node "
            "is needed at all", .commands = kOfSign};
inline constexpr Option kShard{
    .name = "shard", .argument = "K/N", .topic = Topic::files,
    .help = "of 'seiload sign': only the K-th of N parts of the accounts and their transactions, K from 0",
    .commands = kOfSign};
inline constexpr Option kReplayLoop{
    .name = "replay-loop", .topic = Topic::files,
    .help = "refused: a corpus cannot be sent twice, since each nonce counts once; sign a longer one"};
inline constexpr Option kBalances{
    .name = "balances", .topic = Topic::accounts,
    .help = "of 'seiload accounts': print what each owns, in wei, as -e answers", .commands = kOfAccounts};
inline constexpr Option kGenesis{
    .name = "genesis", .argument = "KIND", .topic = Topic::accounts,
    .help = "of 'seiload accounts': print what a genesis file needs for them: geth, besu, nethermind, reth, "
            "anvil or sei", .commands = kOfAccounts};
inline constexpr Option kFailIf{
    .name = "fail-if", .argument = "CONDITION", .topic = Topic::output,
    .help = "exit with status 3 if the report shows this, as in 'p99 > 500ms', 'error_share > 1%' or 'tps < "
            "150'; repeatable", .repeatable = true};
inline constexpr Option kAbortIf{
    .name = "abort-if", .argument = "CONDITION[,for=D]", .topic = Topic::load,
    .help = "end the run, with status 3, once this holds, or has held for D, as in 'interval:p99 > "
            "5s,for=10s'; repeatable", .repeatable = true};
inline constexpr Option kSlo{
    .name = "slo", .argument = "CONDITION", .topic = Topic::load,
    .help = "with --find-limit: a rate holds only if this does, as in 'p99 < 500ms'; repeatable",
    .repeatable = true};
inline constexpr Option kLock{
    .name = "lock", .argument = "FILE", .topic = Topic::output,
    .help = "run only while no other run holds this file; where one does, say so and exit with status 0"};
inline constexpr Option kLockWait{
    .name = "lock-wait", .argument = "D", .topic = Topic::output,
    .help = "with --lock: wait this long for the other run to end"};
inline constexpr Option kAppend{
    .name = "append", .argument = "FILE", .topic = Topic::output,
    .help = "add the report to this file, as one line of JSON; with --quiet it is not printed then"};
inline constexpr Option kCompareLast{
    .name = "compare-last", .argument = "N", .topic = Topic::output,
    .help = "with --append: exit with status 3 if the run is worse than the last N of that file"};
inline constexpr Option kCheck{
    .name = "check", .topic = Topic::general,
    .help = "check the profile and the options, print the resulting settings as JSON, and exit"};
inline constexpr Option kCpu{
    .name = "cpu", .argument = "PATH", .topic = Topic::general,
    .help = "sign by portable, x86 or avx512 code; the fastest that the processor can do if not given",
    .commands = kOfAll};
inline constexpr Option kHelp{
    .name = "help", .letter = 'h', .topic = Topic::general,
    .help = "print this, and exit", .commands = kOfAll};
inline constexpr Option kVersion{
    .name = "version", .letter = 'V', .topic = Topic::general,
    .help = "print the version and the CPU code path in use, and exit", .commands = kOfAll};
// clang-format on

// In the order of --help: by topic, within one the rows above before the settings.
std::span<const Option* const> all_options();

}  // namespace seiload::cli
