#pragma once
// What changed from one run, or from several, to another, and what of it is more than noise. Pure: no clock,
// no randomness but a fixed seed, so that the same reports give the same answer.
//
// With one baseline the noise is what repetitions of both runs could have measured (measure/resample.h); with
// several it is how much those differ from each other, if that is more. A change counts as one only where the
// interval within which 99 in 100 such differences lie is without 0, and where it is at least 1 % (but for
// shares).

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "measure/summary.h"
#include "measure/threshold.h"

namespace seiload::measure {

enum class Unit { seconds, share, rate, count };
enum class Wanted { more, less, neither };
enum class Verdict { same, better, worse, changed, unknown };  // unknown: one of them did not measure it

struct Change {
  std::string name;  // "p99", "tps", "rejected_share"; the same as in --fail-if where that has it
  Unit unit = Unit::count;
  Wanted wanted = Wanted::neither;
  std::optional<double> base, now;  // nothing: not measured; base: the mean of several
  double low = 0, high = 0;         // of now - base, if both were measured
  Verdict verdict = Verdict::unknown;

  double difference() const { return base && now ? *now - *base : 0; }
  bool is_beyond_noise() const { return verdict != Verdict::same && verdict != Verdict::unknown; }
  // "+12.3 %", of shares "+1.25 points"; empty unless both were measured.
  std::string change_text() const;
  // The same of low and high: "-2.0 % to +3.1 %".
  std::string interval_text() const;
  // "p99: 120ms -> 180ms (+50.0 %, 99 % interval +31.0 % to +64.2 %), worse": for logs.
  std::string line() const;
};

// A value as people read it: "120ms", "1.25 %", "199.80".
std::string show_value(Unit unit, double value);
std::string_view name_of(Verdict verdict);  // "noise" of same, "better"...

struct Comparison {
  std::vector<Change> changes;     // in the order of a report; what neither side measured is left out
  std::vector<std::string> notes;  // what the runs were asked to do differently, and doubts about any of them
  std::size_t baselines = 0;

  const Change* find(std::string_view name) const;  // null if there is none
  bool has(Verdict verdict) const;
  bool differs() const;  // anything is beyond noise
};

// A condition on what changed: NAME OP VALUE with a sign, as "p99 > +10%", "tps < -5%", "p99 > +50ms",
// "error_share > +1%" (points, of a share). Without a sign it is one on the new report alone
// (measure/threshold.h).
class ChangeCondition {
 public:
  static base::Result<ChangeCondition> parse(std::string_view text);
  // "tps, accepted_share, ..., or a percentile ...": what may stand on the left.
  static std::string names();
  // Of the quantity whose change it is about; empty: of none, it is about the new report.
  const std::string& name() const { return name_; }

  struct Finding {
    bool crossed = false;
    std::string text;  // "p99 > +10%: it was +50.0 % (120ms -> 180ms)"
  };
  // Nothing where it does not hold. A change within the noise does not cross, and is said to hold in noise
  // only. What was not measured on either side crosses: it was not shown to be good.
  std::optional<Finding> check(const Comparison& comparison, const Summary& now) const;

 private:
  std::optional<Threshold> absolute_;  // then nothing else counts
  std::string text_, name_;
  bool greater_ = true, or_equal_ = false, relative_ = false;
  double value_ = 0;  // of the difference; relative: of the base
};

// Requires a baseline; the last one is the newest. Has what a report shows, and the quantities of `asked`.
Comparison compare(std::span<const Summary> baselines, const Summary& now,
                   std::span<const ChangeCondition> asked = {});

}  // namespace seiload::measure
