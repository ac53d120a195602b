#pragma once
// The one grammar of command lines, whatever the command: POSIX utility syntax and GNU long options.
//   --name=VALUE  --name VALUE  -n VALUE  -nVALUE  -n=VALUE  -abc (flags, the last may take a value)  --flag
//   --flag=false  -- (only operands follow)
// Names are never abbreviated. Options and operands may mix. Values are not looked at here.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/options.h"

namespace seiload::cli {

struct Given {
  const Option* option = nullptr;
  std::string text;             // of a flag: "true" unless written otherwise
  std::string spelt;            // as the user wrote it, for messages: "--tps", "-t"
  std::string_view place = {};  // the text where it stands, in the words
};

struct CommandWords {
  std::vector<Given> given;  // in order
  std::vector<std::string> operands;
  std::vector<std::string>
      problems;  // "'--tpss': unknown option; did you mean '--tps'?", one for each mistake
};

// A command and its options.
struct Command {
  std::string_view name;  // "seiload mock-chain"
  std::span<const Option* const> options;
};

// The words of the first of the commands. An option that is unknown to it but one of the others' is said to
// be.
CommandWords read_words(std::span<const char* const> words, std::span<const Command> commands);

}  // namespace seiload::cli
