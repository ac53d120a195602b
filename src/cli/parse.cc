#include "cli/parse.h"

#include "base/text.h"
#include "cli/choose_cpu.h"
#include "cli/misuse.h"
#include "cli/mock_chain.h"

namespace seiload::cli {
namespace {

using base::cat;

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
    if (word == kAccountsCommand && !accounts_)
      accounts_ = true;
    else
      problem(explain_operand(word, "seiload"));
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
                                                      : nullptr;
      const bool fits = accounts_ ? given.option->for_accounts : given.option != &kWithKeys;
      if (!fits)
        problem(cat(given.spelt, accounts_ ? ": not an option of" : ": an option only of",
                    " 'seiload accounts'"));
      if (given.option == &kCpu) {
        if (!take_cpu(given)) cpu_refused = true;
      } else if (flag == nullptr) {
        if (fits) rest.push_back(std::move(given));
      } else if (const auto value = profile::parse_flag(given.text)) {
        *flag = *value;
      } else {
        problem(cat(given.spelt, ": ", value.error().message));
      }
    }
    command_.given = std::move(rest);
    command_.action = help                      ? Action::help
                      : version && !cpu_refused ? Action::version
                      : accounts_               ? Action::accounts
                      : check                   ? Action::check
                                                : Action::run;
  }

  std::span<const char* const> words_;
  bool accounts_ = false;
  ParsedCommand command_;
};

}  // namespace

ParsedCommand parse(std::span<const char* const> words) { return Parser(words).parse(); }

}  // namespace seiload::cli
