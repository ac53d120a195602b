#include "cli/parse.h"

#include <utility>

#include "base/text.h"
#include "cli/choose_cpu.h"
#include "cli/misuse.h"
#include "cli/mock_chain.h"

namespace seiload::cli {
namespace {

using base::cat;

struct SharedCommand {
  std::string_view name;
  Action action;
  unsigned bit;  // in Option::commands
};

constexpr SharedCommand kRun{{}, Action::run, kOfRun};
constexpr SharedCommand kCommands[] = {{kAccountsCommand, Action::accounts, kOfAccounts},
                                       {kSignCommand, Action::sign, kOfSign},
                                       {kFundCommand, Action::fund, kOfFund},
                                       {kSweepCommand, Action::sweep, kOfSweep}};

constexpr std::string_view kConditions = "conditions";  // --help conditions

class Parser {
 public:
  explicit Parser(std::span<const char* const> words) : words_(words) {}

  ParsedCommand parse() {
    const Command commands[] = {{kProgram, all_options()}, {kMockChainProgram, mock_chain_table()}};
    CommandWords words = read_words(words_, commands);
    command_.given = std::move(words.given);
    command_.problems = std::move(words.problems);
    for (const std::string& word : words.operands) operand(word);
    finish();
    return std::move(command_);
  }

 private:
  void problem(std::string text) { command_.problems.push_back(std::move(text)); }

  void operand(std::string_view word) {
    for (const SharedCommand& command : kCommands) {
      if (word != command.name || sub_command_ != &kRun) continue;
      sub_command_ = &command;
      return;
    }
    if (word == kConditions && !command_.of_conditions && sub_command_ == &kRun) {
      command_.of_conditions = true;  // of --help
      return;
    }
    problem(explain_operand(word, "seiload"));
  }

  // What is wrong with the option for this command; empty: nothing.
  std::string refuse(const Option& option) const {
    if ((option.commands & sub_command_->bit) != 0) return {};
    if (sub_command_ != &kRun) return cat(": not an option of 'seiload ", sub_command_->name, "'");
    for (const SharedCommand& command : kCommands)
      if ((option.commands & command.bit) != 0)
        return cat(": an option only of 'seiload ", command.name, "'");
    return {};
  }

  // The last one counts; false if it is refused.
  bool take_cpu(const Given& given) {
    auto path = choose_cpu(given.text, crypto::available_paths());
    if (path)
      command_.cpu = *path;
    else
      problem(cat(given.spelt, ": ", path.error().message));
    return path.has_value();
  }

  // Settles the action, and that every option is one of it.
  void finish() {
    bool help = false, version = false, check = false, cpu_refused = false;
    std::vector<Given> rest;
    for (Given& given : command_.given) {
      bool* const flag = given.option == &kHelp       ? &help
                         : given.option == &kVersion  ? &version
                         : given.option == &kCheck    ? &check
                         : given.option == &kWithKeys ? &command_.with_keys
                         : given.option == &kBalances ? &command_.balances
                                                      : nullptr;
      const std::string why = refuse(*given.option);
      const bool fits_here = why.empty();
      if (!fits_here) problem(given.spelt + why);
      if (given.option == &kCpu) {
        if (!take_cpu(given)) cpu_refused = true;
      } else if (given.option == &kGenesis) {
        command_.genesis = given.text;
      } else if (given.option == &kTo && sub_command_->action == Action::sweep) {
        command_.sweep_to = given.text;
      } else if (flag == nullptr) {
        if (fits_here) rest.push_back(std::move(given));
      } else if (const auto value = profile::parse_flag(given.text)) {
        *flag = *value;
      } else {
        problem(cat(given.spelt, ": ", value.error().message));
      }
    }
    command_.given = std::move(rest);
    if (sub_command_->action == Action::accounts && !command_.balances)
      for (const Given& given : command_.given)
        if (given.option != &kConfig &&
            (given.option->topic == Topic::target || given.option->topic == Topic::connections))
          problem(cat(given.spelt, ": needs --balances, of 'seiload accounts'"));
    if (command_.genesis && (command_.balances || command_.with_keys))
      problem("--genesis: cannot be combined with --balances or --with-keys");
    if (command_.balances && command_.with_keys) problem("--balances: cannot be combined with --with-keys");
    if (command_.of_conditions && !help) problem(explain_operand(kConditions, "seiload"));
    command_.action = help                             ? Action::help
                      : version && !cpu_refused        ? Action::version
                      : check && sub_command_ == &kRun ? Action::check
                                                       : sub_command_->action;
  }

  std::span<const char* const> words_;
  const SharedCommand* sub_command_ = &kRun;
  ParsedCommand command_;
};

}  // namespace

ParsedCommand parse(std::span<const char* const> words) { return Parser(words).parse(); }

}  // namespace seiload::cli
