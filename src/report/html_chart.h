#pragma once
// Charts as inline SVG, each with a legend and a table of its values: a figure that can be read without
// colours, without a script and on paper.

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace seiload::report {

using Values = std::vector<std::optional<double>>;  // nothing: a gap

struct Series {
  std::string name;
  std::string_view colour;  // a class of the page's style: "blue", "red"
  Values values;            // one each position
  bool dashed = false;
};

struct Chart {
  enum class Scale { linear, logarithmic };
  enum class Kind { lines, stacked, bars };

  std::string title, caption;
  Scale scale = Scale::linear;
  Kind kind = Kind::lines;
  std::function<std::string(double)> show;            // a value, with its unit
  std::function<std::string(double)> mark{};          // the same on the axis, if other
  std::optional<double> most{};                       // of the axis, where values are below it: 1 for a share
  std::string position_title;                         // of the table's first column: "time"
  std::vector<double> positions;                      // rise; of bars they mean nothing
  std::vector<std::string> names;                     // of the positions, for the table
  std::vector<std::pair<double, std::string>> ticks;  // below the axis; of bars nothing
  std::vector<Series> series;
};

// Empty where no series has a value.
std::string to_html(const Chart& chart);

// Parts of a whole, as one bar.
struct Part {
  std::string name;
  std::string_view colour;
  std::uint64_t count = 0;
};
std::string bar_html(const std::string& title, const std::string& caption, const std::vector<Part>& parts);

}  // namespace seiload::report
