#pragma once
// --abort-if: what ends a run early.

#include <string>
#include <string_view>

#include "measure/threshold.h"

namespace seiload::run {

// CONDITION[,for=D]: has to hold for that long.
struct AbortCondition {
  measure::Threshold condition;
  base::Duration lasting{0};
  std::string text;  // as it was given

  static base::Result<AbortCondition> parse(std::string_view text);
};

}  // namespace seiload::run
