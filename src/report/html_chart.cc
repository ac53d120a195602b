#include "report/html_chart.h"

#include <algorithm>
#include <cmath>

#include "base/number.h"
#include "base/text.h"
#include "report/html_text.h"

namespace seiload::report {
namespace {

using base::cat;

// Of the drawing, in its own units.
constexpr double kWidth = 640, kHeight = 250, kLeft = 74, kRight = 12, kTop = 12, kBottom = 30;
constexpr double kInner = kWidth - kLeft - kRight, kDeep = kHeight - kTop - kBottom;

struct Axis {
  double low = 0, high = 1;
  bool logarithmic = false;
  std::vector<double> marks{};

  double y(double value) const {
    double part = (value - low) / (high - low);
    if (logarithmic) part = std::log(std::max(value, low) / low) / std::log(high / low);
    return kTop + kDeep * (1 - std::clamp(part, 0.0, 1.0));
  }
};

// The least of 1, 2, 5, 10, ... that is not below.
double round_up(double value) {
  const double power = std::pow(10, std::floor(std::log10(value)));
  for (const double step : {1.0, 2.0, 5.0})
    if (step * power >= value * (1 - 1e-9)) return step * power;
  return 10 * power;
}

Axis linear_axis(double most) {
  Axis axis;
  const double step = most > 0 ? round_up(most / 4) : 0.25;
  axis.high = most > 0 ? step * std::ceil(most / step - 1e-9) : 1;
  for (int i = 0; i <= 8 && i * step <= axis.high * (1 + 1e-9); ++i) axis.marks.push_back(i * step);
  return axis;
}

// From 1, 2 or 5 to such a one, and marks at each of them or at each power of ten.
Axis logarithmic_axis(double least, double most) {
  Axis axis;
  axis.logarithmic = true;
  axis.high = round_up(most);
  axis.low = 1 / round_up(1 / least);
  if (axis.low >= axis.high) axis.low = axis.high / 10;
  const bool decades = axis.high / axis.low > 1100;
  for (double power = std::pow(10, std::floor(std::log10(axis.low))); power <= axis.high; power *= 10)
    for (const double step : {1.0, 2.0, 5.0})
      if ((step == 1.0 || !decades) && step * power >= axis.low * 0.999 && step * power <= axis.high * 1.001)
        axis.marks.push_back(step * power);
  return axis;
}

class Drawing {
 public:
  explicit Drawing(const Chart& chart) : chart_(chart) {
    const std::size_t count = chart.positions.size();
    stacked_.assign(count, 0);
    double most = 0, least = INFINITY;
    for (const Series& series : chart.series)
      for (std::size_t i = 0; i < count; ++i) {
        if (!series.values[i]) continue;
        const double value = *series.values[i];
        stacked_[i] += value;
        any_ = true;
        most = std::max(most, chart.kind == Chart::Kind::stacked ? stacked_[i] : value);
        if (value > 0) least = std::min(least, value);
      }
    if (chart.most) most = std::max(most, *chart.most);
    axis_ = chart.scale == Chart::Scale::logarithmic && most > 0 ? logarithmic_axis(least, most)
                                                                 : linear_axis(most);
    std::fill(stacked_.begin(), stacked_.end(), 0);
  }

  bool has_values() const { return any_; }

  std::string svg() {
    std::string out =
        cat("<svg viewBox=\"0 0 ", point(kWidth), ' ', point(kHeight), "\" role=\"img\"><title>",
            escaped(chart_.title), "</title><desc>", escaped(chart_.caption), "</desc>");
    for (const double mark : axis_.marks) {
      const std::string y = point(axis_.y(mark));
      out += cat("<path class=\"grid\" d=\"M", point(kLeft), ' ', y, 'h', point(kInner), "\"/><text x=\"",
                 point(kLeft - 8), "\" y=\"", point(axis_.y(mark) + 4), "\" text-anchor=\"end\">",
                 escaped(chart_.mark ? chart_.mark(mark) : chart_.show(mark)), "</text>");
    }
    for (const auto& [position, name] : chart_.ticks) {
      const double at = x(position);
      const std::string_view anchor = at > kWidth - 40 ? "end" : at < kLeft + 10 ? "start" : "middle";
      out += cat("<text x=\"", point(at), "\" y=\"", point(kHeight - 8), "\" text-anchor=\"", anchor, "\">",
                 escaped(name), "</text>");
    }
    if (chart_.kind == Chart::Kind::bars) {
      bars(out);
    } else {
      for (const Series& series : chart_.series)
        chart_.kind == Chart::Kind::lines ? line(out, series) : area(out, series);
    }
    return out + cat("<path class=\"axis\" d=\"M", point(kLeft), ' ', point(kTop + kDeep), 'h', point(kInner),
                     "\"/></svg>");
  }

  double x(double position) const {
    const double first = chart_.positions.front(), last = chart_.positions.back();
    const double part = last > first ? (position - first) / (last - first) : 0.5;
    return kLeft + kInner * std::clamp(part, 0.0, 1.0);
  }

  // Where the hover line of a row goes.
  double x_of(std::size_t i) const {
    if (chart_.kind != Chart::Kind::bars) return x(chart_.positions[i]);
    return kLeft + kInner * (static_cast<double>(i) + 0.5) / static_cast<double>(chart_.positions.size());
  }

 private:
  void line(std::string& out, const Series& series) const {
    std::string path, dots;
    bool pen = false;
    for (std::size_t i = 0; i < series.values.size(); ++i) {
      if (!series.values[i]) {
        pen = false;
        continue;
      }
      const bool alone = !pen && (i + 1 == series.values.size() || !series.values[i + 1]);
      const std::string at = cat(point(x(chart_.positions[i])), ' ', point(axis_.y(*series.values[i])));
      if (alone) dots += cat("M", at, "h.1");
      path += cat(pen ? 'L' : 'M', at);
      pen = true;
    }
    out += cat("<path class=\"line ", series.colour, series.dashed ? " dashed" : "", "\" d=\"", path, "\"/>");
    if (!dots.empty()) out += cat("<path class=\"dot ", series.colour, "\" d=\"", dots, "\"/>");
  }

  void area(std::string& out, const Series& series) {
    std::string top, bottom;
    for (std::size_t i = 0; i < series.values.size(); ++i) {
      const std::string at = point(x(chart_.positions[i]));
      bottom.insert(0, cat('L', at, ' ', point(axis_.y(stacked_[i]))));
      stacked_[i] += series.values[i].value_or(0);
      top += cat(i == 0 ? 'M' : 'L', at, ' ', point(axis_.y(stacked_[i])));
    }
    out += cat("<path class=\"area ", series.colour, "\" d=\"", top, bottom, "Z\"/>");
  }

  // Side by side; each step has a mark of its own below.
  void bars(std::string& out) const {
    const auto count = static_cast<double>(chart_.positions.size());
    const double group = kInner / count, width = group * 0.8 / static_cast<double>(chart_.series.size());
    for (std::size_t s = 0; s < chart_.series.size(); ++s)
      for (std::size_t i = 0; i < chart_.positions.size(); ++i) {
        if (!chart_.series[s].values[i]) continue;
        const double y = axis_.y(*chart_.series[s].values[i]);
        const double left = kLeft + group * (static_cast<double>(i) + 0.1) + width * static_cast<double>(s);
        out += cat("<rect class=\"area ", chart_.series[s].colour, "\" x=\"", point(left), "\" y=\"",
                   point(y), "\" width=\"", point(std::max(1.0, width - 1)), "\" height=\"",
                   point(kTop + kDeep - y), "\"/>");
      }
    const std::size_t every = chart_.names.size() / 12 + 1;
    for (std::size_t i = 0; i < chart_.names.size(); i += every)
      out += cat("<text x=\"", point(x_of(i)), "\" y=\"", point(kHeight - 8), "\" text-anchor=\"middle\">",
                 escaped(chart_.names[i]), "</text>");
  }

  const Chart& chart_;
  Axis axis_;
  bool any_ = false;
  std::vector<double> stacked_;  // what is below the next series
};

std::string legend(const std::vector<Series>& all) {
  std::string out = "<ul class=\"legend\">";
  for (const Series& series : all)
    out += cat("<li><i class=\"", series.colour, series.dashed ? " dashed" : "", "\"></i>",
               escaped(series.name), "</li>");
  return out + "</ul>";
}

std::string table(const Chart& chart, const Drawing& drawing) {
  std::string out = cat("<details><summary>Table</summary><div class=\"scroll\"><table><thead><tr><th>",
                        escaped(chart.position_title), "</th>");
  for (const Series& series : chart.series) out += cat("<th>", escaped(series.name), "</th>");
  out += "</tr></thead><tbody>";
  for (std::size_t i = 0; i < chart.positions.size(); ++i) {
    out += cat("\n<tr data-x=\"", point(drawing.x_of(i)), "\"><th>", escaped(chart.names[i]), "</th>");
    for (const Series& series : chart.series)
      out += cat("<td>", series.values[i] ? escaped(chart.show(*series.values[i])) : std::string("–"));
  }
  return out + "</tbody></table></div></details>";
}

std::string head(const std::string& title, const std::string& caption) {
  return cat("<figure><figcaption><h3>", escaped(title), "</h3><p>", escaped(caption), "</p></figcaption>");
}

}  // namespace

std::string to_html(const Chart& chart) {
  if (chart.positions.empty()) return {};
  Drawing drawing(chart);
  if (!drawing.has_values()) return {};
  return cat(head(chart.title, chart.caption), legend(chart.series), "<div class=\"plot\">", drawing.svg(),
             "</div>", table(chart, drawing), "</figure>\n");
}

std::string bar_html(const std::string& title, const std::string& caption, const std::vector<Part>& parts) {
  double whole = 0;
  for (const Part& part : parts) whole += static_cast<double>(part.count);
  if (!(whole > 0)) return {};
  std::string out = head(title, caption), rects, rows;
  double x = 0;
  out += "<ul class=\"legend\">";
  for (const Part& part : parts) {
    if (part.count == 0) continue;
    const double share = static_cast<double>(part.count) / whole, width = std::max(4.0, kWidth * share);
    rects += cat("<rect class=\"part ", part.colour, "\" x=\"", point(std::min(x, kWidth - width)),
                 "\" y=\"0\" width=\"", point(width), "\" height=\"36\"/>");
    x += kWidth * share;
    const std::string percent = base::format_fixed(100 * share, share < 0.001 ? 3 : 1) + " %";
    out += cat("<li><i class=\"", part.colour, "\"></i>", escaped(part.name), " <b>",
               base::format_grouped(part.count), "</b> (", percent, ")</li>");
    rows +=
        cat("<tr><th>", escaped(part.name), "</th><td>", base::format_grouped(part.count), "<td>", percent);
  }
  return cat(
      out, "</ul><div class=\"bar\"><svg viewBox=\"0 0 ", point(kWidth),
      " 36\" role=\"img\" preserveAspectRatio=\"none\"><title>", escaped(title), "</title><desc>",
      escaped(caption), "</desc>", rects,
      "</svg></div><details><summary>Table</summary><div class=\"scroll\"><table><thead><tr><th>outcome</th>"
      "<th>transactions</th><th>share</th></tr></thead><tbody>",
      rows, "</tbody></table></div></details></figure>\n");
}

}  // namespace seiload::report
