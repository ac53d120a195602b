#include "cli/help.h"

#include "base/text.h"
#include "cli/layout.h"
#include "cli/options.h"
#include "crypto/cpu.h"

namespace seiload::cli {
namespace {

using base::cat;

constexpr std::size_t kIndent = 30;

constexpr std::string_view kUsage =
    "usage: seiload [OPTION]...\n"
    "       seiload accounts --seed N [--accounts N] [--config FILE] [--with-keys]\n"
    "       seiload sign --max-txs N [OPTION]... >CORPUS\n"
    "       seiload fund [OPTION]...\n"
    "       seiload sweep [--to ADDRESS] [OPTION]...\n"
    "       seiload mock-chain [--listen ADDRESS:PORT] [OPTION]...\n"
    "       seiload report | merge | compare | completion ...\n"
    "\n"
    "Sends signed transactions to an EVM chain's JSON-RPC endpoints at a set rate and\n"
    "reports the results. 'seiload accounts' prints the addresses that a run\n"
    "with the same seed sends from, one a line, so that they can be funded.\n"
    "'seiload sign' writes a run's transactions as text instead of sending them.\n"
    "'seiload fund' pays them from the root key's account, and 'seiload sweep' sends\n"
    "all they own back to it; both take the options marked below for accounts.\n"
    "'seiload mock-chain' runs a mock node (accepts transactions, executes no\n"
    "contracts) for trial runs; 'seiload mock-chain --help' has its options.\n"
    "'seiload report' prints a JSON report in other forms, 'seiload merge' adds\n"
    "several, 'seiload compare' shows what changed, 'seiload completion' completes\n"
    "words in a shell; each has its own --help.\n"
    "\n"
    "  seiload -e http://127.0.0.1:8545 --scenario EVMTransfer --tps 200\n";

constexpr std::string_view kClosing =
    "\n"
    "Durations D are written like 300ms, 10s, 1.5s or 1h15m. Flags take =false. The\n"
    "command line wins over the profile. 'seiload --help conditions' lists what a\n"
    "CONDITION may name. Exit status: 0 ended as asked (planned end, --duration, a\n"
    "signal), 1 failure, 2 wrong usage or profile, 3 a condition of --fail-if or\n"
    "--abort-if holds, --find-limit found no rate that holds, or worse than\n"
    "--compare-last, 128+N if a second signal N forces an immediate exit. The manual:\n"
    "man seiload.\n";

std::string_view title(Topic topic) {
  switch (topic) {
    case Topic::target:
      return "Target";
    case Topic::load:
      return "Load";
    case Topic::contracts:
      return "Calls of contracts";
    case Topic::accounts:
      return "Accounts";
    case Topic::connections:
      return "Connections";
    case Topic::output:
      return "Output";
    case Topic::watching:
      return "Watching the chain";
    case Topic::files:
      return "Transaction files";
    case Topic::general:
      return "General";
  }
  return {};
}

std::string default_of(const Option& option) {
  if (option.field.index() == 0 || profile::is_flag(option)) return {};
  const std::string value = profile::show(profile::Settings(), option);
  return value.empty() ? std::string() : cat(" (default ", value, ")");
}

void append_option(std::string& out, const Option& option) {
  std::string left = option.letter != 0 ? cat("  -", option.letter, ", --") : std::string("      --");
  left += option.name;
  if (!profile::is_flag(option)) left += cat(' ', option.argument);
  append_entry(out, left, cat(option.help, default_of(option)), kIndent);
}

}  // namespace

std::string help_text() {
  std::string out(kUsage), missing;
  const Option* before = nullptr;
  for (const Option* option : all_options()) {
    if (!option->built) {
      missing += cat(missing.empty() ? "" : ", ", "--", option->name);
      continue;
    }
    if (before == nullptr || before->topic != option->topic) out += cat('\n', title(option->topic), ":\n");
    append_option(out, *option);
    before = option;
  }
  if (!missing.empty()) {
    out += "\nKnown, and refused because not built yet:\n  ";
    wrap(out, missing, 2, 2);
  }
  return out.append(kClosing);
}

std::string version_text() { return cat("seiload " SEILOAD_VERSION "\ncpu: ", crypto::path_name()); }

}  // namespace seiload::cli
