#include "cli/help.h"

#include <algorithm>

#include "base/text.h"
#include "cli/options.h"
#include "crypto/cpu.h"

namespace seiload::cli {
namespace {

using base::cat;

constexpr std::size_t kWidth = 80, kIndent = 30;

constexpr std::string_view kUsage =
    "usage: seiload [OPTION]...\n"
    "       seiload accounts --seed N [--accounts N] [--config FILE] [--with-keys]\n"
    "       seiload mock-chain [--listen ADDRESS:PORT] [OPTION]...\n"
    "\n"
    "Sends signed transactions to an EVM chain's JSON-RPC endpoints at a set rate and\n"
    "reports what came of them. 'seiload accounts' prints the addresses that a run\n"
    "with the same seed sends from, one a line, so that they can be funded.\n"
    "'seiload mock-chain' serves a chain that takes transactions and runs nothing, to\n"
    "try a load on; 'seiload mock-chain --help' has its options.\n"
    "\n"
    "  seiload -e http://127.0.0.1:8545 --scenario EVMTransfer --tps 200\n";

constexpr std::string_view kClosing =
    "\n"
    "Durations D are written like 300ms, 10s, 1.5s or 1h15m. Flags take =false. The\n"
    "command line wins over the profile. Exit status: 0 ended as asked (planned end,\n"
    "--duration, a signal), 1 failure, 2 wrong usage or profile, 3 a condition of\n"
    "--fail-if holds, 128+N at once by a second signal N. The manual: man seiload.\n";

std::string_view title(Topic topic) {
  switch (topic) {
    case Topic::target: return "Target";
    case Topic::load: return "Load";
    case Topic::accounts: return "Accounts";
    case Topic::connections: return "Connections";
    case Topic::output: return "Output";
    case Topic::watching: return "Watching the chain";
    case Topic::files: return "Transaction files";
    case Topic::general: return "General";
  }
  return {};
}

// Appends the words of `text` in lines from column `indent` on; the first begins at `column`. What stands in brackets
// is not torn apart.
void wrap(std::string& out, std::string_view text, std::size_t column, std::size_t indent) {
  bool first = true;
  while (!text.empty()) {
    const std::size_t blank = std::min(text.find(' ', text[0] == '(' ? text.find(')') : 0), text.size());
    if (!first && column + 1 + blank > kWidth) {
      out.append(1, '\n').append(indent, ' ');
      column = indent;
    } else if (!first) {
      out += ' ';
      ++column;
    }
    out += text.substr(0, blank);
    column += blank;
    text.remove_prefix(std::min(blank + 1, text.size()));
    first = false;
  }
  out += '\n';
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
  out += left;
  std::size_t column = left.size();
  if (column + 2 > kIndent) {
    out += '\n';
    column = 0;
  }
  out.append(kIndent - column, ' ');
  wrap(out, cat(option.help, default_of(option)), kIndent, kIndent);
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
