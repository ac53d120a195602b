// The manual's pages and the table of options agree: every option, its default and its range; every key.

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "base/text.h"
#include "cli/options.h"

namespace seiload::cli {
namespace {

using base::cat;

std::string page(const std::string& name) {
  std::ifstream file("man/" + name);
  std::ostringstream out;
  out << file.rdbuf();
  std::string text = out.str();
  EXPECT_FALSE(text.empty()) << "run from the top of the tree";
  return text;
}

std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const std::size_t from = text.find(begin);
  if (from == std::string::npos) return {};
  const std::size_t after = from + begin.size();
  return text.substr(after, text.find(end, after) - after);
}

// As mdoc writes it: "Fl t , Fl -tps Ar N", "Fl -scenario Ar NAME Ns Op = Ns Ar WEIGHT".
std::string heading(const Option& option) {
  std::string out = option.letter != 0 ? cat("Fl ", option.letter, " , Fl -") : std::string("Fl -");
  out += option.name;
  if (option.argument.empty()) return out;
  std::string argument(option.argument);
  if (const std::size_t bracket = argument.find("[="); bracket != std::string::npos)
    argument = cat(argument.substr(0, bracket), " Ns Op = Ns Ar ",
                   argument.substr(bracket + 2, argument.size() - bracket - 3));
  return cat(out, " Ar ", argument);
}

// The text of a paragraph on one line.
std::string joined(std::string text) {
  for (char& c : text)
    if (c == '\n') c = ' ';
  return text;
}

TEST(Man, EveryBuiltOptionWithItsDefaultAndRange) {
  const std::string text = between(page("seiload.1"), ".Sh OPTIONS", ".Ss The embedded chain");
  std::size_t headings = 0;
  for (const Option* option : all_options()) {
    if (!option->built) continue;
    ++headings;
    const std::string paragraph = joined(between(text, ".It " + heading(*option) + "\n", "\n.It"));
    EXPECT_FALSE(paragraph.empty()) << heading(*option);
    if (option->field.index() == 0) continue;
    const std::string value = profile::show(profile::Settings(), *option);
    const bool has_default = !profile::is_flag(*option) && !value.empty();
    EXPECT_EQ(paragraph.find(cat("Default: ", value, ".")) != std::string::npos, has_default) << paragraph;
    const std::string expected = profile::expected(*option);
    if (const std::size_t range = expected.find("from "); range != std::string::npos) {
      EXPECT_NE(paragraph.find(expected.substr(range)), std::string::npos) << paragraph;
    }
  }
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find("\n.It Fl ", at)) != std::string::npos; ++at) ++found;
  EXPECT_EQ(found, headings) << "an option in the manual that there is not";
}

TEST(Man, EverySettingWithItsDefault) {
  const std::string text = between(page("seiload.5"), ".Ss Settings", ".Ss Report");
  for (const Option& option : profile::setting_options()) {
    if (!option.built) continue;
    const std::string value = profile::show(profile::Settings(), option);
    const std::string row =
        cat(".It Cm ", option.key, " Ta Fl -", option.name, " Ta ", value.empty() ? "none" : value, " Ta ");
    EXPECT_NE(text.find(row), std::string::npos) << row;
  }
}

}  // namespace
}  // namespace seiload::cli
