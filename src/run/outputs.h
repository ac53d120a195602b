#pragma once
// Everywhere the results of a run go: standard output, --report-path, --termination-log, --textfile.

#include <optional>
#include <string>

#include "base/result.h"
#include "measure/summary.h"
#include "profile/settings.h"
#include "run/environment.h"
#include "run/history.h"
#include "run/metrics.h"
#include "run/report_file.h"

namespace seiload::run {

class Outputs {
 public:
  // Opens the files, so that a path that cannot be written fails before the load.
  static base::Result<Outputs> open(const profile::Settings& settings, const HistoryOptions* history);

  // The report to wherever it is wanted; the text file gets the metrics. What cannot be
  // written is logged. True if all was.
  bool write(const measure::Summary& summary, const Metrics& metrics, const Environment& environment);
  // --compare-last: false if the run is worse than those before, which is logged then. Before write(), which
  // makes it one of them.
  bool compare(const measure::Summary& summary, const Environment& environment) const;
  // Of a run that has nothing to report on: the termination log alone. The same otherwise.
  bool write_failure(const std::string& message, const Environment& environment);

 private:
  Outputs(const profile::Settings& settings, ReportFile report, ReportFile termination, ReportFile textfile)
      : settings_(&settings),
        report_(std::move(report)),
        termination_(std::move(termination)),
        textfile_(std::move(textfile)) {}

  const profile::Settings* settings_;
  std::optional<History> history_;
  std::uint64_t compared_ = 0;
  ReportFile report_, termination_, textfile_;
};

}  // namespace seiload::run
