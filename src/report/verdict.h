#pragma once
// A run in two sentences, for people: what was asked and what held; and who set the limit.

#include <string>

#include "measure/summary.h"

namespace seiload::report {

struct Verdict {
  enum class Kind { good, limited, bad };  // bad: it failed, or nothing was accepted
  Kind kind = Kind::good;
  std::string asked, limit;
};

Verdict verdict_of(const measure::Summary& summary);

}  // namespace seiload::report
