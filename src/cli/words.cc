#include "cli/words.h"

#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "base/text.h"

namespace seiload::cli {
namespace {

using base::cat;
using base::quote;

class Reader {
 public:
  Reader(std::span<const char* const> words, std::span<const Command> commands)
      : words_(words), command_(commands.front()), others_(commands.subspan(1)) {}

  CommandWords read() {
    bool options_end = false;
    while (at_ < words_.size()) {
      const std::string_view word = words_[at_++];
      if (options_end || word.size() < 2 || word[0] != '-') {
        out_.operands.emplace_back(word);
      } else if (word == "--") {
        options_end = true;
      } else if (word[1] == '-') {
        long_option(word.substr(2));
      } else {
        letters(word.substr(1));
      }
    }
    return std::move(out_);
  }

 private:
  static const Option* find(const Command& command, std::string_view name) {
    for (const Option* option : command.options)
      if (!name.empty() && (option->name == name || option->alias == name)) return option;
    return nullptr;
  }

  static const Option* find(const Command& command, char letter) {
    for (const Option* option : command.options)
      if (letter != 0 && option->letter == letter) return option;
    return nullptr;
  }

  template <class Spelling>
  const Option* find(Spelling spelling) const {
    return find(command_, spelling);
  }

  // Whether it is an option of another command; if so, that is said, and its value is part of the mistake.
  template <class Spelling>
  bool is_of_other(Spelling spelling, std::string_view spelt, bool has_value) {
    for (const Command& other : others_) {
      const Option* const option = find(other, spelling);
      if (option == nullptr) continue;
      problem(cat(spelt, ": an option of '", other.name, "', not of '", command_.name, "'"));
      if (!has_value && !profile::is_flag(*option)) skip_value();
      return true;
    }
    return false;
  }

  void long_option(std::string_view word) {
    const std::size_t equals = word.find('=');
    const std::string_view name = word.substr(0, equals);
    std::optional<std::string_view> value;
    if (equals != std::string_view::npos) value = word.substr(equals + 1);
    const Option* option = find(name);
    if (option == nullptr) return unknown("--", name, value.has_value());
    take(*option, cat("--", name), value);
  }

  // What follows an unknown option that may have been meant to take it is part of the same mistake.
  void unknown(std::string_view dashes, std::string_view name, bool has_value) {
    if (is_of_other(name, cat(dashes, name), has_value)) return;
    std::vector<std::string_view> names;
    for (const Option* option : command_.options) names.push_back(option->name);
    const Option* meant = find(base::nearest(name, names));
    problem(cat(quote(cat(dashes, name)), ": unknown option", of_command(),
                base::did_you_mean(name, names, "--")));
    if (!has_value && (meant == nullptr || !profile::is_flag(*meant))) skip_value();
  }

  void skip_value() {
    const std::string_view word = at_ < words_.size() ? words_[at_] : "-";
    const bool is_negative = word.size() > 1 && word[0] == '-' && base::is_digit(word[1]);
    const bool is_command =
        std::find(std::begin(kCommandNames), std::end(kCommandNames), word) != std::end(kCommandNames);
    if ((!word.starts_with('-') || is_negative) && !is_command) ++at_;
  }

  // A group of letters; the first that takes a value takes the rest of the word.
  void letters(std::string_view group) {
    const std::string_view name = group.substr(0, group.find('='));
    if (name.size() > 1 && find(name) != nullptr)
      return unknown("-", name, name.size() < group.size());  // "-tps 5"
    while (!group.empty()) {
      const Option* option = find(group[0]);
      const std::string spelt = cat('-', group[0]);
      group.remove_prefix(1);
      if (option == nullptr) {
        if (is_of_other(spelt[1], spelt, !group.empty())) return;
        problem(cat(quote(spelt), ": unknown option", of_command()));
        if (group.empty()) skip_value();
        return;
      }
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
    out_.given.push_back({&option, std::string(*value), std::move(spelt), *value});
  }

  std::string of_command() const {
    return command_.name == kProgram ? std::string() : cat(" of '", command_.name, "'");
  }

  void problem(std::string text) { out_.problems.push_back(std::move(text)); }

  std::span<const char* const> words_;
  const Command& command_;
  std::span<const Command> others_;
  std::size_t at_ = 0;
  CommandWords out_;
};

}  // namespace

CommandWords read_words(std::span<const char* const> words, std::span<const Command> commands) {
  return Reader(words, commands).read();
}

}  // namespace seiload::cli
