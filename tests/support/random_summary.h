#pragma once
// Summaries of random values, with any part there or not.

#include "base/random.h"
#include "measure/summary.h"

namespace seiload::test {

measure::Summary random_summary(base::Random& random);

}  // namespace seiload::test
