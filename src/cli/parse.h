#pragma once
// From the words of the command line (cli/words.h) to the command, its options and their texts. Values are
// not looked at here: see resolve.h; but --cpu, which also concerns --version.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/words.h"
#include "crypto/cpu.h"

namespace seiload::cli {

enum class Action {
  run,
  check,     // --check: print profile::to_json and exit
  accounts,  // the sub-command, and so are
  sign,
  fund,
  sweep,
  help,     // wins over everything else
  version,  // wins over everything but help and a --cpu that is refused
};

struct ParsedCommand {
  Action action = Action::run;
  bool of_conditions = false;  // help: of those
  bool with_keys = false;  // accounts only, and so are
  bool balances = false;
  std::optional<std::string> genesis;
  std::optional<std::string> sweep_to;  // sweep only
  std::optional<crypto::CpuPath> cpu;   // one of crypto::available_paths()
  std::vector<Given> given;             // in order; without those above, check, help and version
  std::vector<std::string> problems;    // "--tpss: unknown option; did you mean '--tps'?"
};

// The words after the program's name.
ParsedCommand parse(std::span<const char* const> words);

}  // namespace seiload::cli
