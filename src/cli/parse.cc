#include "cli/parse.h"

#include <optional>

#include "base/text.h"
#include "cli/choose_cpu.h"

namespace seiload::cli {
namespace {

using base::cat;

class Parser {
 public:
  explicit Parser(std::span<const char* const> words) : words_(words) {}

  ParsedCommand parse() {
    bool options_end = false;
    while (at_ < words_.size()) {
      const std::string_view word = words_[at_++];
      if (options_end || word.size() < 2 || word[0] != '-') {
        operand(word);
      } else if (word == "--") {
        options_end = true;
      } else if (word[1] == '-') {
        long_option(word.substr(2));
      } else {
        letters(word.substr(1));
      }
    }
    finish();
    return std::move(command_);
  }

 private:
  void problem(std::string text) { command_.problems.push_back(std::move(text)); }

  void operand(std::string_view word) {
    if (word == "accounts" && !accounts_) {
      accounts_ = true;
      return;
    }
    constexpr std::string_view kCommands[] = {"accounts", "mock-chain"};
    problem(cat(base::quote(word), ": unexpected argument", base::did_you_mean(word, kCommands)));
  }

  void long_option(std::string_view word) {
    const std::size_t equals = word.find('=');
    const std::string_view name = word.substr(0, equals);
    const Option* option = find_option(name);
    if (option == nullptr) return unknown(name);
    std::optional<std::string_view> value;
    if (equals != std::string_view::npos) value = word.substr(equals + 1);
    take(*option, cat("--", name), value);
  }

  void unknown(std::string_view name) {
    std::vector<std::string_view> names;
    for (const Option* option : all_options()) names.push_back(option->name);
    problem(cat(base::quote(cat("--", name)), ": unknown option", base::did_you_mean(name, names, "--")));
  }

  // A group of letters; the first that takes a value takes the rest of the word.
  void letters(std::string_view group) {
    while (!group.empty()) {
      const Option* option = find_option(group[0]);
      const std::string spelt = cat('-', group[0]);
      group.remove_prefix(1);
      if (option == nullptr) return problem(cat(base::quote(spelt), ": unknown option"));
      const bool equals = group.substr(0, 1) == "=";
      if (profile::is_flag(*option) && !equals) {
        take(*option, spelt, {});
        continue;
      }
      if (equals) group.remove_prefix(1);
      return take(*option, spelt, group.empty() && !equals ? std::nullopt : std::optional(group));
    }
  }

  void take(const Option& option, std::string spelt, std::optional<std::string_view> value) {
    if (!value && profile::is_flag(option)) value = "true";
    if (!value && at_ < words_.size()) value = words_[at_++];
    if (!value) return problem(cat(spelt, ": needs a value, ", option.argument));
    command_.given.push_back({&option, std::string(*value), std::move(spelt)});
  }

  // The last one counts; false if it is refused.
  bool take_cpu(const Given& given) {
    auto path = choose_cpu(given.text, crypto::available_paths());
    if (path) command_.cpu = *path;
    else problem(cat(given.spelt, ": ", path.error().message));
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
      if (!fits) problem(cat(given.spelt, accounts_ ? ": not an option of" : ": an option only of", " 'seiload accounts'"));
      if (given.option == &kCpu) {
        if (!take_cpu(given)) cpu_refused = true;
      } else if (flag == nullptr) {
        if (fits) rest.push_back(std::move(given));
      } else if (given.text == "true" || given.text == "false") {
        *flag = given.text == "true";
      } else {
        problem(cat(given.spelt, ": expected true or false, got ", base::quote(given.text)));
      }
    }
    command_.given = std::move(rest);
    command_.action = help        ? Action::help
                      : version && !cpu_refused ? Action::version
                      : accounts_ ? Action::accounts
                      : check     ? Action::check
                                  : Action::run;
  }

  std::span<const char* const> words_;
  std::size_t at_ = 0;
  bool accounts_ = false;
  ParsedCommand command_;
};

}  // namespace

ParsedCommand parse(std::span<const char* const> words) { return Parser(words).parse(); }

}  // namespace seiload::cli
