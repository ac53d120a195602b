#pragma once
// What an answer means is counted in a run's results: the outcomes are measure's.

#include "measure/outcome.h"

namespace seiload::rpc {

using measure::class_of;
using measure::http_outcome;
using measure::kFirstHttpStatus;
using measure::kLastHttpStatus;
using measure::kNamedOutcomes;
using measure::kOutcomeClasses;
using measure::kOutcomes;
using measure::name_of;
using measure::Outcome;
using measure::OutcomeClass;

}  // namespace seiload::rpc
