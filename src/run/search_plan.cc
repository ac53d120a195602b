#include "run/search_plan.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace seiload::run {
namespace {

// A number that people can read, and that is no further off than a fifth of the resolution.
double round_rate(double rate, double resolution) {
  const double quantum = std::pow(10, std::floor(std::log10(rate * resolution / 5)));
  const double rounded = std::round(rate / quantum) * quantum;
  return std::round(rounded * 1e6) / 1e6;  // no trace of the division
}

}  // namespace

// The lowest rate that failed bounds it; what held above is not trusted.
SearchPlan::Interval SearchPlan::interval() const {
  Interval found;
  for (const auto& [rate, seen] : rates_) {
    if (!seen.holds && seen.failures > 0) {
      found.failed = rate;
      break;
    }
    if (seen.holds) found.held = rate;
  }
  return found;
}

bool SearchPlan::is_resolved(double held, double failed) const {
  if (failed <= held * (1 + bounds_.resolution) * (1 + 1e-9)) return true;
  const double middle = round_rate(std::sqrt(held * failed), bounds_.resolution);
  return middle <= held || middle >= failed;
}

std::optional<SearchPlan::Try> SearchPlan::next() const {
  if (!outcome().empty()) return std::nullopt;
  const auto [held, failed] = interval();
  const bool is_bounded = bounds_.to > 0;
  if (!failed) {
    if (!held) return Try{bounds_.from};
    if (is_bounded && *held >= bounds_.to) return Try{*held, true};
    return Try{is_bounded ? std::min(2 * *held, bounds_.to) : 2 * *held};
  }
  const Rate& upper = rates_.at(*failed);
  if (!held) return Try{*failed, upper.confirm_failures > 0};  // the lowest: outcome() says if it is over
  if (!is_resolved(*held, *failed)) return Try{round_rate(std::sqrt(*held * *failed), bounds_.resolution)};
  if (!upper.is_final) return Try{*failed, upper.confirm_failures > 0};
  return Try{*held, true};
}

void SearchPlan::judge(SearchVerdict verdict) {
  const std::optional<Try> tried = next();
  CHECK(tried.has_value());
  ++steps_;
  Rate& rate = rates_[tried->tps];
  if (verdict == SearchVerdict::held) {
    rate.holds = true;
    rate.failures = rate.invalid = 0;
    rate.is_final = rate.by_generator = false;
    if (tried->confirms) confirmed_ = tried->tps;
    return;
  }
  if (verdict == SearchVerdict::invalid && ++rate.invalid < kMaxInvalid) return;
  if (confirmed_ == tried->tps) confirmed_.reset();
  rate.by_generator = verdict == SearchVerdict::invalid;
  rate.holds = false;
  ++rate.failures;
  if (tried->confirms) ++rate.confirm_failures;
  // Once may be chance.
  rate.is_final = rate.by_generator || rate.failures > 1;
}

std::string_view SearchPlan::outcome() const {
  const auto [held, failed] = interval();
  if (!held && failed && rates_.at(*failed).is_final) return "none";
  if (confirmed_ && held == confirmed_) {
    if (!failed) return bounds_.to > 0 && *confirmed_ >= bounds_.to ? "upper_bound" : "";
    if (is_resolved(*held, *failed) && rates_.at(*failed).is_final)
      return rates_.at(*failed).by_generator ? "generator" : "found";
  }
  return steps_ >= kMaxSteps ? "unsettled" : "";
}

std::optional<double> SearchPlan::limit() const {
  const std::string_view over = outcome();
  if (over.empty()) return interval().held;
  return confirmed_ && interval().held == confirmed_ ? confirmed_ : std::nullopt;
}

}  // namespace seiload::run
