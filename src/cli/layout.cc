#include "cli/layout.h"

#include <algorithm>

namespace seiload::cli {

void wrap(std::string& out, std::string_view text, std::size_t column, std::size_t indent) {
  bool first = true;
  while (!text.empty()) {
    const std::size_t blank = std::min(text.find(' ', text[0] == '(' ? text.find(')') : 0), text.size());
    if (!first && column + 1 + blank > kHelpWidth) {
      out.append(1, '\n').append(indent, ' ');
      column = indent;
    } else if (!first) {
      out += ' ';
      ++column;
    }
    out += text.substr(0, blank);
    column += blank;
    text.remove_prefix(std::min(blank + 1, text.size()));
    first = false;
  }
  out += '\n';
}

void append_entry(std::string& out, std::string_view left, std::string_view text, std::size_t indent) {
  out += left;
  std::size_t column = left.size();
  if (column + 2 > indent) {
    out += '\n';
    column = 0;
  }
  out.append(indent - column, ' ');
  wrap(out, text, indent, indent);
}

}  // namespace seiload::cli
