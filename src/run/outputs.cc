#include "run/outputs.h"

#include <utility>

#include "base/text.h"
#include "measure/summary_json.h"
#include "report/termination_text.h"
#include "report/text_report.h"
#include "sys/file.h"

namespace seiload::run {
namespace {

bool log_failure(base::Status status, sys::Log& log) {
  if (!status) log.error(status.error().message);
  return static_cast<bool>(status);
}

}  // namespace

base::Result<Outputs> Outputs::open(const profile::Settings& settings, const HistoryOptions* history) {
  auto report = ReportFile::open(settings.report_path);
  if (!report) return std::move(report).error();
  auto termination = ReportFile::open(settings.termination_log, "termination log");
  if (!termination) return std::move(termination).error();
  auto textfile = ReportFile::open(settings.textfile, "textfile", ReportFile::Way::replace);
  if (!textfile) return std::move(textfile).error();
  Outputs outputs(settings, std::move(*report), std::move(*termination), std::move(*textfile));
  if (history == nullptr) return outputs;
  auto opened = History::open(*history);
  if (!opened) return std::move(opened).error();
  outputs.history_ = std::move(*opened);
  outputs.compared_ = history->compare_last;
  return outputs;
}

bool Outputs::write(const measure::Summary& summary, const Metrics& metrics, const Environment& environment) {
  const std::string text = settings_->report_format == profile::ReportFormat::json ? measure::to_json(summary)
                                                                                   : report::to_text(summary);
  bool written = true;
  const auto print = [&] {
    auto status = sys::write_all(environment.stdout_fd, text, &environment.stop);
    if (status) return;
    environment.log.error(std::move(status).error().with("standard output").message);
    written = false;
  };
  // Silent where it is kept and nobody wants to read it.
  const bool is_silent = history_ && settings_->quiet;
  if (!is_silent) print();
  if (!report_.is_stdout()) written &= log_failure(report_.write(text, &environment.stop), environment.log);
  if (history_ && !log_failure(history_->append(summary), environment.log)) {
    written = false;
    if (is_silent) print();  // or it would be lost
  }
  written &= log_failure(termination_.write(report::to_termination_text(summary), &environment.stop),
                         environment.log);
  if (!settings_->textfile.empty())
    written &= log_failure(textfile_.write(metrics.file_text(), &environment.stop), environment.log);
  return written;
}

bool Outputs::compare(const measure::Summary& summary, const Environment& environment) const {
  if (!history_ || compared_ == 0 || !summary.reached_load) return true;
  std::vector<std::string> notes;
  const auto worse = history_->compare(summary, notes);
  for (const std::string& note : notes) environment.log.warning(note);
  if (!worse) return log_failure(worse.error(), environment.log);
  for (const std::string& line : *worse) environment.log.error(base::cat("--compare-last: ", line));
  return worse->empty();
}

bool Outputs::write_failure(const std::string& message, const Environment& environment) {
  const std::string text = report::to_termination_text(environment.version, message);
  return log_failure(termination_.write(text, &environment.stop), environment.log);
}

}  // namespace seiload::run
