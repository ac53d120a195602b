#pragma once
// The options for runs that something starts again and again: --lock, --lock-wait, --append, --compare-last.

#include <string>

#include "base/duration.h"
#include "cli/words.h"
#include "profile/decode.h"
#include "run/history.h"

namespace seiload::cli {

struct CronOptions {
  std::string lock;  // empty: none
  base::Duration lock_wait{0};
  run::HistoryOptions history;
};

class Cron {
 public:
  // False: the option is none of these. What is wrong with it becomes a problem.
  bool take(const Given& given, profile::Draft& draft);
  // Once all have been taken.
  void finish(profile::Draft& draft) const;

  const CronOptions& options() const { return options_; }

 private:
  CronOptions options_;
  profile::SourceLocation wait_, compare_;
};

}  // namespace seiload::cli
