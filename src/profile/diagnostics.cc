#include "profile/diagnostics.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "json/reader.h"

namespace seiload::profile {

Diagnostics::Diagnostics(std::string file, std::string text)
    : file_(std::move(file)), text_(std::move(text)) {}

void Diagnostics::add(SourceLocation place, std::string message) {
  if (!full()) {
    problems_.push_back({std::move(place), std::move(message)});
  } else {
    ++unkept_problems_;
  }
}

void Diagnostics::note(SourceLocation place, std::string message) {
  if (notes_.size() < kMost) {
    notes_.push_back({std::move(place), std::move(message)});
  } else {
    ++unkept_notes_;
  }
}

std::vector<std::string> Diagnostics::lines() const { return render(problems_, unkept_problems_); }
std::vector<std::string> Diagnostics::notes() const { return render(notes_, unkept_notes_); }

std::string Diagnostics::position(std::size_t offset) const {
  const json::Position position = json::locate(text_, offset);
  return base::cat(position.line, ':', position.column);
}

std::vector<std::string> Diagnostics::render(std::vector<Entry> entries, std::size_t unkept) const {
  // kCommandLine + 1 is 0: the command line comes first.
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& a, const Entry& b) { return a.place.offset + 1 < b.place.offset + 1; });
  std::vector<std::string> lines;
  for (const Entry& entry : entries) {
    std::string line;
    if (entry.place.offset != SourceLocation::kCommandLine)
      line = base::cat(file_, ':', position(entry.place.offset), ": ");
    if (entry.place.given()) line += entry.place.path;
    if (!entry.place.inside.empty()) line += base::cat(" (", entry.place.inside, ')');
    if (entry.place.given()) line += ": ";
    lines.push_back(line + entry.message);
  }
  if (unkept > 0) lines.push_back(base::cat("and ", unkept, " more like these"));
  return lines;
}

}  // namespace seiload::profile
