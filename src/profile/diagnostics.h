#pragma once
// Collects what is wrong with a profile and a command line, all of it in one go, each with the place it
// stands at. At most kMost are kept, the rest counted: a broken file of a megabyte must not take a minute to
// complain about.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace seiload::profile {

// Where something was given: a path such as "settings.tps" at a byte of the profile, or an option such as
// "--tps".
struct SourceLocation {
  static constexpr std::size_t kCommandLine = static_cast<std::size_t>(-1);

  std::string path;
  std::size_t offset = kCommandLine;
  std::string inside = {};  // the scenario's name, for paths within one

  bool given() const { return !path.empty(); }
};

class Diagnostics {
 public:
  static constexpr std::size_t kMost = 100;

  Diagnostics() = default;  // of a command line alone
  Diagnostics(std::string file,
              std::string text);  // of a profile too: its name for messages, its text for positions

  void add(SourceLocation place, std::string message);
  void note(SourceLocation place, std::string message);  // worth a log line, and no more

  bool empty() const { return problems_.empty(); }
  std::size_t size() const { return problems_.size() + unkept_problems_; }
  bool full() const { return problems_.size() >= kMost; }  // what is added is only counted: spare the hints

  // One line each: "--tps: expected ..." first, then "FILE:LINE:COLUMN: settings.tps: expected ..." by
  // position; within a scenario "FILE:LINE:COLUMN: scenarios[0].weight (ERC20): expected ...".
  std::vector<std::string> lines() const;
  std::vector<std::string> notes() const;

  // "LINE:COLUMN" of a byte of the profile.
  std::string position(std::size_t offset) const;

 private:
  struct Entry {
    SourceLocation place;
    std::string message;
  };
  std::vector<std::string> render(std::vector<Entry> entries, std::size_t unkept) const;

  std::string file_;
  std::string text_;
  std::vector<Entry> problems_, notes_;
  std::size_t unkept_problems_ = 0, unkept_notes_ = 0;
};

}  // namespace seiload::profile
