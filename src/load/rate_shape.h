#pragma once
// A rate program from points in time: between two of them the rate changes steadily, two at the same time
// are a step, and the last one's rate goes on. Pure.

#include <span>

#include "load/rate_program.h"
#include "profile/settings.h"

namespace seiload::load {

// Requires a point or more, whose times never fall. Before the first one its rate holds.
RateProgram rate_shape(sys::TimePoint begin, std::span<const profile::Settings::RatePoint> points);

}  // namespace seiload::load
