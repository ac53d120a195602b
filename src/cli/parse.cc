#include "cli/parse.h"

#include <algorithm>

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
    if (word == kAccountsCommand && command_word_.empty())
      command_word_ = kAccountsCommand;
    else if (word == kSignCommand && command_word_.empty())
      command_word_ = kSignCommand;
    else
      problem(explain_operand(word, "seiload"));
  }

  bool is_accounts() const { return command_word_ == kAccountsCommand; }
  bool is_sign() const { return command_word_ == kSignCommand; }

  // What is wrong with the option for this command; empty: nothing.
  std::string refuse(const Option& option) const {
    const auto is_of_sign = [&] {
      return std::find(sign_options().begin(), sign_options().end(), &option) != sign_options().end();
    };
    if (is_accounts() ? !option.for_accounts : is_sign() && !is_of_sign())
      return cat(": not an option of 'seiload ", command_word_, "'");
    if (&option == &kWithKeys && !is_accounts()) return ": an option only of 'seiload accounts'";
    if ((&option == &kFirstNonce || &option == &kShard) && !is_sign())
      return ": an option only of 'seiload sign'";
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
                                                      : nullptr;
      const std::string why = refuse(*given.option);
      const bool fits = why.empty();
      if (!fits) problem(given.spelt + why);
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
                      : is_accounts()           ? Action::accounts
                      : is_sign()               ? Action::sign
                      : check                   ? Action::check
                                                : Action::run;
  }

  std::span<const char* const> words_;
  std::string_view command_word_;  // empty: a run
  ParsedCommand command_;
};

}  // namespace

ParsedCommand parse(std::span<const char* const> words) { return Parser(words).parse(); }

}  // namespace seiload::cli
