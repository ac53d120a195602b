#pragma once
// Whether a step of a ramp held. Four things are asked, in the order in which one causes the next: the
// generator sent at least 95 % of what the step offered, the target accepted at least 95 % of that, at least
// 95 % of what was accepted was included in blocks, and the time between blocks stayed under its limit. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "measure/chain_report.h"

namespace seiload::run {

struct RampVerdict {
  std::string_view reason;  // "sent", "accepted", "included", "block_time"
  std::string why;          // the same with its figures
};

// Of a step whose time is over; nothing where it held in that respect. A share of few is a matter of chance:
// two transactions never make the difference.
std::optional<RampVerdict> judge_sending(const measure::RampStep& step);    // sent, accepted
std::optional<RampVerdict> judge_inclusion(const measure::RampStep& step);  // included
// At any time.
std::optional<RampVerdict> judge_block_time(const measure::RampStep& step, std::uint64_t percentile,
                                            base::Duration most);

}  // namespace seiload::run
