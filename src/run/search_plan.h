#pragma once
// Which rate --find-limit tries next, from how the rates before came out. It doubles the rate until one
// fails, halves the interval between the highest rate that held and the lowest that failed (geometrically)
// until that is within the resolution, looks once more at the failure that bounds it from above, and
// confirms the best rate for longer. No single outcome decides: a rate that failed is tried again before
// it counts as the upper bound for good, and what held shortly and does not hold for longer is no limit.
// Pure. Thread rule: one owner.

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

namespace seiload::run {

struct SearchBounds {
  double from = 100;         // transactions a second, > 0
  double to = 0;             // no rate above it is tried; 0: no such bound
  double resolution = 0.05;  // > 0: how far apart what holds and what does not may be, as a share
};

enum class SearchVerdict {
  held,
  failed,
  invalid,  // says nothing of the target: the generator was the limit
};

class SearchPlan {
 public:
  static constexpr int kMaxInvalid = 3;  // of one rate in a row, then the generator is taken to be its limit
  static constexpr int kMaxSteps = 40;

  explicit SearchPlan(const SearchBounds& bounds) : bounds_(bounds) {}

  struct Try {
    double tps = 0;
    bool confirms = false;  // for the whole of --hold

    bool operator==(const Try&) const = default;
  };
  // Nothing: the search is over.
  std::optional<Try> next() const;
  // How next() came out.
  void judge(SearchVerdict verdict);

  // "found": confirmed, and a rate within the resolution above it failed. "upper_bound": confirmed, and
  // nothing above is asked for. "generator": confirmed, and above it this machine is the limit. "none": not
  // even the lowest rate held. "unsettled": after kMaxSteps the target still gives no clear answer. Empty:
  // the search goes on.
  std::string_view outcome() const;
  // The highest rate that held by now; once it is over, only if it was confirmed.
  std::optional<double> limit() const;
  bool is_confirmed() const { return confirmed_.has_value(); }

 private:
  struct Rate {
    bool holds = false;         // by the last verdict
    int failures = 0, invalid = 0;
    bool is_final = false;      // a failure that is not looked at again
    bool by_generator = false;  // and that is not the target's
    int confirm_failures = 0;
  };
  struct Interval {
    std::optional<double> held, failed;
  };
  Interval interval() const;
  bool is_resolved(double held, double failed) const;

  const SearchBounds bounds_;
  std::map<double, Rate> rates_;  // those that were tried
  std::optional<double> confirmed_;
  int steps_ = 0;
};

}  // namespace seiload::run
