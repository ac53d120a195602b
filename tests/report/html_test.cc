#include "report/html.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "report/html_chart.h"
#include "report/html_text.h"
#include "support/example_summary.h"
#include "support/random_summary.h"

namespace seiload::report {
namespace {

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string_view::npos; at += what.size()) ++found;
  return found;
}

TEST(HtmlText, IsNoMarkup) {
  EXPECT_EQ(escaped("<b a=\"x\" c='y'>&amp;</b>"),
            "&lt;b a=&quot;x&quot; c=&#39;y&#39;&gt;&amp;amp;&lt;/b&gt;");
  EXPECT_EQ(escaped("a\x1b[2J\x7f\xff\xc3\xa4\n"), "a\xef\xbf\xbd[2J\xef\xbf\xbd\xef\xbf\xbd\xc3\xa4\n");
  EXPECT_EQ(short_fixed(1.5, 2), "1.5");
  EXPECT_EQ(short_fixed(100, 0), "100");
  EXPECT_EQ(short_fixed(10.04, 1), "10");
}

// Every element that opens is closed, in order; what needs no end is left out.
void expect_nested(const std::string& html) {
  std::vector<std::string> open;
  for (std::size_t at = 0; (at = html.find('<', at)) != std::string::npos;) {
    if (html.compare(at, 7, "<script") == 0 || html.compare(at, 6, "<style") == 0) {
      at = html.find(html[at + 2] == 'c' ? "</script>" : "</style>", at);
      ASSERT_NE(at, std::string::npos);
      at += 2;
      continue;
    }
    const std::size_t end = html.find('>', at);
    ASSERT_NE(end, std::string::npos);
    std::string tag = html.substr(at + 1, end - at - 1);
    at = end;
    const bool is_single = tag.ends_with('/') || tag.starts_with("meta") || tag.starts_with("!");
    tag.resize(std::min(tag.find(' '), tag.size()));
    if (is_single || tag == "td" || tag == "/td" || tag == "tr" || tag == "/tr" || tag == "/script" ||
        tag == "/style")
      continue;
    if (tag[0] != '/') {
      open.push_back(tag);
    } else {
      ASSERT_FALSE(open.empty()) << tag;
      ASSERT_EQ('/' + open.back(), tag) << html.substr(at > 200 ? at - 200 : 0, 200);
      open.pop_back();
    }
  }
  EXPECT_TRUE(open.empty());
}

TEST(HtmlReport, OfAnythingIsWellFormed) {
  expect_nested(to_html(measure::Summary()));
  expect_nested(to_html(test::example_summary()));
  expect_nested(to_html(test::whole_summary()));
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    SCOPED_TRACE(seed);
    base::Random random(seed);
    expect_nested(to_html(test::random_summary(random)));
    if (HasFailure()) break;
  }
}

TEST(HtmlReport, HasAChartEachAndATableBelow) {
  measure::Summary s = test::example_summary();
  const std::string html = to_html(s);
  EXPECT_EQ(count(html, "<figure>"), 5U) << "ledger, rate, outcomes, latency over time and by percentile";
  EXPECT_EQ(count(html, "<details>"), count(html, "<figure>"));
  EXPECT_EQ(count(html, "<svg "), count(html, "<figure>"));
  EXPECT_EQ(count(html, "<title>"), 1 + count(html, "<svg "));
  EXPECT_NE(html.find("<tr data-x=\"351\"><th>10.0s</th><td>197<td>199"), std::string::npos) << html;
  EXPECT_EQ(to_html(s), html);
}

TEST(HtmlReport, SaysWhatTlsDidAndWhatCountsApart) {
  measure::Summary s = test::example_summary();
  EXPECT_EQ(count(to_html(s), "<dt>TLS</dt>"), 0U);
  s.tls.emplace().failed = 2;
  s.warmup.emplace();
  const std::string html = to_html(s);
  EXPECT_NE(html.find("<dt>TLS</dt><dd>0 handshakes, 0 resumed, 2 failed</dd>"), std::string::npos) << html;
  EXPECT_NE(html.find("<dt>warm-up</dt><dd>0 scheduled in 0s, 0 accepted; in no other figure</dd>"),
            std::string::npos)
      << html;
  EXPECT_EQ(count(html, "--tls-insecure"), 0U);
  s.tls->unverified = true;
  EXPECT_EQ(count(to_html(s), "<p class=\"warning\">--tls-insecure: "), 1U);
}

TEST(HtmlReport, SaysWhyTheLimitIsNotHigher) {
  measure::Summary s = test::example_summary();
  measure::SearchReport& search = s.search.emplace();
  search.outcome = "found";
  search.limit_tps = 57;
  search.steps = {{57, true, {}, 57, 57, 57, {}, {}, true, ""},
                  {68, false, {}, 66, 66, 66, {}, {}, false, "only 272 of 329 were sent"}};
  const std::string html = to_html(s);
  EXPECT_NE(html.find("57 a second is the highest rate that held. Above it: 68 did not: only 272 of 329 were "
                      "sent."),
            std::string::npos)
      << html;
  EXPECT_NE(html.find("<ul class=\"tiles\"><li><b>57</b><span>highest rate that held</span></li>"),
            std::string::npos)
      << html;
}

TEST(HtmlReport, OfManyIntervalsIsSmall) {
  measure::Summary s = test::whole_summary();
  const measure::IntervalRow row = s.intervals.back();
  s.intervals.assign(100'000, row);
  for (std::size_t i = 0; i < s.intervals.size(); ++i)
    s.intervals[i].start = std::chrono::seconds(i), s.intervals[i].length = std::chrono::seconds(1);
  s.chain.ramp->steps.assign(10'000, {.tps = 1, .is_whole = true});
  s.errors.assign(10'000, s.errors[0]);
  EXPECT_LT(to_html(s).size(), 300'000U);
}

TEST(HtmlChart, WithoutAValueIsNone) {
  Chart chart;
  chart.show = [](double) { return std::string("x"); };
  chart.series = {{"a", "blue", {}}};
  EXPECT_EQ(to_html(chart), "");
  chart.positions = {1, 2};
  chart.names = {"1", "2"};
  chart.series = {{"a", "blue", {std::nullopt, std::nullopt}}};
  EXPECT_EQ(to_html(chart), "");
  EXPECT_EQ(bar_html("a", "b", {{"c", "blue", 0}}), "");
}

TEST(HtmlChart, ALineHasGapsAndSinglePoints) {
  Chart chart;
  chart.show = [](double value) { return short_fixed(value, 1); };
  chart.positions = {0, 1, 2, 3, 4};
  chart.names = {"0", "1", "2", "3", "4"};
  chart.series = {{"a", "blue", {0.0, 4.0, std::nullopt, 2.0, std::nullopt}}};
  const std::string html = to_html(chart);
  EXPECT_NE(html.find("<path class=\"line blue\" d=\"M74 220L212.5 12M489.5 116\"/><path class=\"dot blue\" "
                      "d=\"M489.5 116h.1\"/>"),
            std::string::npos)
      << html;
}

}  // namespace
}  // namespace seiload::report
