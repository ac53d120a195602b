#pragma once
// Whether the text that explains an outcome is worth its allocation: the first of each kind since the last
// interval, or all with --debug. A value.

#include "measure/ledger.h"

namespace seiload::load {

class DetailFilter {
 public:
  // The ledger outlives it.
  DetailFilter(const measure::Ledger& ledger, bool all) : ledger_(&ledger), all_(all) {}
  bool wants(measure::Outcome outcome) const { return all_ || !ledger_->has_example(outcome); }

 private:
  const measure::Ledger* ledger_;
  bool all_;
};

}  // namespace seiload::load
