#pragma once
// The options that name conditions: --fail-if, --abort-if, --slo.

#include <vector>

#include "cli/words.h"
#include "measure/threshold.h"
#include "profile/decode.h"
#include "run/abort_condition.h"

namespace seiload::cli {

class Conditions {
 public:
  // False: the option is none of these. What is wrong with it becomes a problem.
  bool take(const Given& given, profile::Draft& draft);
  // Once all have been taken: what they look at is watched, unless it was forbidden.
  void finish(profile::Draft& draft) const;

  std::vector<measure::Threshold> fail_if, slo;
  std::vector<run::AbortCondition> abort_if;

 private:
  void note_needs(const measure::Threshold& condition);

  profile::SourceLocation slo_place_;
  bool needs_blocks_ = false, needs_inclusion_ = false;
};

}  // namespace seiload::cli
