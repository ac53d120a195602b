#include "cli/completion.h"

#include <algorithm>

#include "base/text.h"
#include "cli/mock_chain.h"
#include "run/execute.h"
#include "workload/catalogue.h"

namespace seiload::cli {
namespace {

using base::cat;

enum class Value { none, any, files, folders, words };

struct CompletedOption {
  const Option* option;
  Value value = Value::any;
  std::string words{};  // with blanks between
};

struct CompletedCommand {
  std::string_view name;  // empty: a run
  std::vector<CompletedOption> options;
  std::string_view operands;  // "*": files; else words
};

// Of options that are no settings: what their values may be.
constexpr struct {
  std::string_view option, words;
} kWords[] = {{"format", "text json csv html"},
              {"histogram", "csv"},
              {"cpu", "portable x86 avx512"},
              {"genesis", "geth besu nethermind reth anvil sei"},
              {"pool-overflow", "refuse drop"}};

CompletedOption completed(const Option& option) {
  if (profile::is_flag(option)) return {&option, Value::none};
  if (option.argument == "FILE") return {&option, Value::files};
  if (option.argument == "DIR") return {&option, Value::folders};
  std::string words;
  for (const std::string_view one : profile::choices(option)) words += cat(words.empty() ? "" : " ", one);
  for (const auto& one : kWords)
    if (one.option == option.name) words = one.words;
  if (option.name == kScenario.name)
    for (const profile::ScenarioInfo& one : workload::catalogue())
      words += cat(words.empty() ? "" : " ", one.name);
  return {&option, words.empty() ? Value::any : Value::words, words};
}

std::vector<CompletedCommand> all_commands() {
  const auto of_table = [](std::string_view name, std::span<const Option* const> table, unsigned bit,
                           std::string_view operands) {
    CompletedCommand command{name, {}, operands};
    for (const Option* option : table)
      if (option->built && (bit == 0 || (option->commands & bit) != 0))
        command.options.push_back(completed(*option));
    return command;
  };
  std::vector<CompletedCommand> all = {of_table("", all_options(), kOfRun, ""),
                                       of_table(kAccountsCommand, all_options(), kOfAccounts, ""),
                                       of_table(kSignCommand, all_options(), kOfSign, ""),
                                       of_table(kFundCommand, all_options(), kOfFund, ""),
                                       of_table(kSweepCommand, all_options(), kOfSweep, ""),
                                       of_table(kMockChainCommand, mock_chain_table(), 0, "")};
  for (const Tool& tool : tools()) all.push_back(of_table(tool.name, tool.options, 0, tool.operands));
  return all;
}

std::string command_names(const std::vector<CompletedCommand>& commands, std::string_view between) {
  std::string text;
  for (const CompletedCommand& command : commands)
    if (!command.name.empty()) text += cat(text.empty() ? "" : between, command.name);
  return text;
}

// "--tps|-t", as the pattern of a case.
std::string pattern(const Option& option) {
  return option.letter != 0 ? cat("--", option.name, "|-", option.letter) : cat("--", option.name);
}

std::string bash_words(std::string_view words) { return cat("$(compgen -W '", words, "' -- \"$cur\")"); }

// `=` breaks words there, so that the value of --name=value is a word of its own, or comes after one.
std::string bash_script() {
  const auto commands = all_commands();
  std::string out =
      "# bash completion of seiload\n"
      "_seiload() {\n"
      "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= word\n"
      "  if [ \"$cur\" = = ]; then cur=; elif [ \"$prev\" = = ]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
      "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
      "    case $word in\n      ";
  out += command_names(commands, "|") + ") command=$word; break ;;\n    esac\n  done\n  COMPREPLY=()\n";
  out += "  case $command in\n";
  for (const CompletedCommand& command : commands) {
    out +=
        cat("    ", command.name.empty() ? std::string_view("''") : command.name, ")\n      case $prev in\n");
    std::string names, any;
    for (const CompletedOption& one : command.options) {
      names += cat(names.empty() ? "" : " ", "--", one.option->name);
      const std::string lead = cat("        ", pattern(*one.option), ") ");
      if (one.value == Value::files) out += lead + "COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n";
      if (one.value == Value::folders) out += lead + "COMPREPLY=($(compgen -d -- \"$cur\")); return ;;\n";
      if (one.value == Value::words) out += cat(lead, "COMPREPLY=(", bash_words(one.words), "); return ;;\n");
      if (one.value == Value::any) any += cat(any.empty() ? "" : "|", pattern(*one.option));
    }
    if (!any.empty()) out += cat("        ", any, ") return ;;\n");
    out += "      esac\n";
    std::string operands(command.operands);
    if (command.name.empty()) operands = command_names(commands, " ");
    out += cat("      case $cur in\n        -*) COMPREPLY=(", bash_words(names), ") ;;\n");
    if (operands == "*")
      out += "        *) COMPREPLY=($(compgen -f -- \"$cur\")) ;;\n";
    else if (!operands.empty())
      out += cat("        *) COMPREPLY=(", bash_words(operands), ") ;;\n");
    out += "      esac ;;\n";
  }
  return out + "  esac\n}\ncomplete -o bashdefault -F _seiload seiload\n";
}

std::string escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

// Within single quotes of a shell.
std::string in_quotes(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out;
}

std::string zsh_option(const CompletedOption& one) {
  const Option& option = *one.option;
  const std::string help = cat('[', escaped(option.help, "[]\\:"), ']');
  std::string value;
  if (one.value != Value::none) value = cat(':', escaped(option.argument, "[]\\:"), ':');
  if (one.value == Value::files) value += "_files";
  if (one.value == Value::folders) value += "_files -/";
  if (one.value == Value::words) value += cat('(', one.words, ')');
  const std::string_view repeat = option.repeatable ? "*" : "";
  const auto row = [&](const std::string& name) {
    return cat("        '", in_quotes(cat(repeat, name, help, value)), "' \\\n");
  };
  std::string out = row(cat("--", option.name, one.value == Value::none ? "" : "="));
  if (option.letter != 0) out += row(cat('-', option.letter, one.value == Value::none ? "" : "+"));
  return out;
}

std::string zsh_script() {
  const auto commands = all_commands();
  std::string out =
      "#compdef seiload\n"
      "_seiload() {\n"
      "  local word command=\n"
      "  for word in \"${words[@]:1:$((CURRENT-2))}\"; do\n"
      "    case $word in\n      ";
  out += command_names(commands, "|") + ") command=$word; break ;;\n    esac\n  done\n";
  out += "  case $command in\n";
  for (const CompletedCommand& command : commands) {
    out +=
        cat("    ", command.name.empty() ? std::string_view("''") : command.name, ")\n      _arguments \\\n");
    for (const CompletedOption& one : command.options) out += zsh_option(one);
    std::string operands;
    if (command.name.empty()) {
      operands = cat("        '1:command:(", command_names(commands, " "), ")'\n");
    } else {
      out += cat("        '1:command:(", command.name, ")' \\\n");
      if (command.operands == "*")
        operands = "        '*:report:_files'\n";
      else if (!command.operands.empty())
        operands = cat("        '*:word:(", command.operands, ")'\n");
      else
        operands = "        '*: :'\n";
    }
    out += operands + "      ;;\n";
  }
  return out +
         "  esac\n}\n"
         "if [ \"$funcstack[1]\" = _seiload ]; then _seiload \"$@\"; else compdef _seiload seiload; fi\n";
}

std::string fish_script() {
  const auto commands = all_commands();
  const std::string names = command_names(commands, " ");
  std::string out =
      cat("# fish completion of seiload\ncomplete -c seiload -f\n"
          "complete -c seiload -n 'not __fish_seen_subcommand_from ",
          names, "' -a '", names, "'\n");
  for (const CompletedCommand& command : commands) {
    const std::string lead =
        cat("complete -c seiload -n '", command.name.empty() ? "not " : "", "__fish_seen_subcommand_from ",
            command.name.empty() ? std::string_view(names) : command.name, "'");
    for (const CompletedOption& one : command.options) {
      out += cat(lead, " -l ", one.option->name);
      if (one.option->letter != 0) out += cat(" -s ", one.option->letter);
      if (one.value == Value::files) out += " -r -F";
      if (one.value == Value::folders) out += " -x -a '(__fish_complete_directories)'";
      if (one.value == Value::any) out += " -x";
      if (one.value == Value::words) out += cat(" -x -a '", one.words, '\'');
      out += cat(" -d '", escaped(one.option->help, "'\\"), "'\n");
    }
    if (command.operands == "*")
      out += lead + " -F\n";
    else if (!command.operands.empty())
      out += cat(lead, " -a '", command.operands, "'\n");
  }
  return out;
}

}  // namespace

ToolOutput run_completion(const CommandWords& words, const ReadFile&) {
  const std::string shell = words.operands.size() == 1 ? words.operands[0] : "";
  if (shell == "bash") return {run::kExitOk, bash_script(), {}};
  if (shell == "zsh") return {run::kExitOk, zsh_script(), {}};
  if (shell == "fish") return {run::kExitOk, fish_script(), {}};
  const std::string got = words.operands.empty() ? "nothing" : base::quote(words.operands.back());
  return {run::kExitUsage, {}, {cat("expected bash, zsh or fish, got ", got)}};
}

}  // namespace seiload::cli
