#pragma once
// The commands that send nothing: they read reports, or print what the program knows of itself. Each has a
// table of options of its own; what they print and how they end is returned as a value.

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/words.h"

namespace seiload::cli {

struct ToolOutput {
  int status = 0;
  std::string out;                    // for the standard output
  std::vector<std::string> messages;  // for the standard error, a line each
};

// The whole content of a file, "-" being the standard input; the error names it.
using ReadFile = std::function<base::Result<std::string>(const std::string& path)>;

struct Tool {
  std::string_view name;   // "report", the first word
  std::string_view usage;  // what follows it: "FILE [OPTION]..."
  std::string_view about;  // for --help, whole lines
  std::span<const Option* const> options;
  std::string_view operands;  // "*": files; else the words that it takes
  ToolOutput (*run)(const CommandWords& words, const ReadFile& read_file);
};

std::span<const Tool> tools();
const Tool* find_tool(std::string_view name);  // null if there is none

// The words after the tool's name: mistakes of usage end it with status 2.
ToolOutput run_tool(const Tool& tool, std::span<const char* const> words, const ReadFile& read_file);

std::string tool_help(const Tool& tool);

}  // namespace seiload::cli
