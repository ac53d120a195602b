#include "run/ramp_judge.h"

#include "base/number.h"
#include "base/text.h"

namespace seiload::run {
namespace {

using base::cat;
using base::format_grouped;

constexpr double kShare = 0.95;
constexpr double kChance = 2;  // transactions

bool falls_short(std::uint64_t part, std::uint64_t whole) {
  return static_cast<double>(part) + kChance < kShare * static_cast<double>(whole);
}

}  // namespace

std::optional<RampVerdict> judge_sending(const measure::RampStep& step) {
  if (falls_short(step.sent, step.offered))
    return RampVerdict{"sent", cat("only ", format_grouped(step.sent), " of ", format_grouped(step.offered),
                                   " were sent: the target, or this machine, took no more")};
  if (falls_short(step.accepted, step.sent))
    return RampVerdict{"accepted", cat("only ", format_grouped(step.accepted), " of ",
                                       format_grouped(step.sent), " sent were accepted")};
  return std::nullopt;
}

std::optional<RampVerdict> judge_inclusion(const measure::RampStep& step) {
  if (!falls_short(step.included, step.accepted)) return std::nullopt;
  return RampVerdict{"included", cat("only ", format_grouped(step.included), " of ",
                                     format_grouped(step.accepted), " accepted were included")};
}

std::optional<RampVerdict> judge_block_time(const measure::RampStep& step, std::uint64_t percentile,
                                            base::Duration most) {
  if (!step.block_time || *step.block_time <= most) return std::nullopt;
  return RampVerdict{"block_time", cat("p", percentile, " of the time between blocks is ",
                                       base::format_duration_rounded(*step.block_time), ", above ",
                                       base::format_duration(most))};
}

}  // namespace seiload::run
