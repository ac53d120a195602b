#pragma once
// Columns of text for the reports for people.

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"

namespace seiload::report {

inline constexpr std::size_t kNameWidth = 16;

// "  NAME            VALUE"
inline std::string line(std::string_view name, std::string_view value) {
  const std::size_t blanks = name.size() < kNameWidth ? kNameWidth - name.size() : 1;
  return base::cat("  ", name, std::string(blanks, ' '), value, '\n');
}

// Columns as wide as their widest cell, two blanks between. `alignment` has a letter a column: l or r.
class Table {
 public:
  explicit Table(std::string_view alignment) : alignment_(alignment) {}

  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

  std::string text() const {
    std::vector<std::size_t> widths(alignment_.size());
    for (const auto& row : rows_)
      for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
    std::string out;
    for (const auto& row : rows_) {
      std::string line;
      for (std::size_t i = 0; i < row.size(); ++i) {
        const std::string blanks(widths[i] - row[i].size(), ' ');
        if (i > 0) line += "  ";
        line += alignment_[i] == 'l' ? row[i] + blanks : blanks + row[i];
      }
      out += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    return out;
  }

 private:
  const std::string_view alignment_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace seiload::report
