#include "cli/help.h"

#include <gtest/gtest.h>

#include <string>

#include "base/text.h"
#include "cli/options.h"
#include "support/paths.h"

namespace seiload::cli {
namespace {

TEST(Help, FitsEightyColumnsOfAscii) {
  std::size_t column = 0;
  for (const char c : help_text()) {
    column = c == '\n' ? 0 : column + 1;
    ASSERT_LE(column, 80u);
    ASSERT_TRUE(c == '\n' || (c >= ' ' && c < 0x7f));
  }
}

TEST(Help, EveryOptionStandsInIt) {
  const std::string text = help_text();
  for (const Option* option : all_options()) {
    const std::string name = base::cat("--", option->name);
    if (!option->built) {
      EXPECT_GT(text.find(name), text.find("not built yet:")) << name;
      EXPECT_NE(text.find(name), std::string::npos) << name;
    } else {
      std::string row = option->letter != 0 ? base::cat("\n  -", option->letter, ", ") : "\n      ";
      row += name;
      if (!option->argument.empty()) row += base::cat(' ', option->argument);
      EXPECT_NE(text.find(row), std::string::npos) << row;
    }
  }
}

TEST(Help, ShowsDefaultsInOnePiece) {
  const std::string text = help_text();
  for (const char* piece :
       {"(default 0)", "(default 10s)", "(default closed_loop)", "(default 10000)", "(default text)"})
    EXPECT_NE(text.find(piece), std::string::npos) << piece;
}

TEST(Help, Version) {
  test::on_every_path([] {
    EXPECT_EQ(version_text(), base::cat("seiload " SEILOAD_VERSION "\ncpu: ", crypto::path_name()));
  });
}

}  // namespace
}  // namespace seiload::cli
