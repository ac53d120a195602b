#pragma once
// What a run may touch of what is around it.

#include <span>
#include <string_view>

#include "measure/threshold.h"
#include "net/link.h"
#include "net/routing.h"
#include "report/metrics_text.h"
#include "run/abort_condition.h"
#include "run/history.h"
#include "run/key_material.h"
#include "run/otlp_push.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/signals.h"
#include "sys/stop.h"
#include "workload/corpus_reader.h"

namespace seiload::run {

// All of it outlives the run.
struct Environment {
  std::string_view version;
  const sys::Clock& clock;
  sys::Log& log;
  sys::Stop& stop;
  int stdout_fd;
  report::MetricLabels target = {};  // of target_info; empty: none
  bool live_progress = false;        // the log goes to a terminal: one line redrawn in place instead of many
  OtlpSettings otlp = {};            // where metrics are pushed
  sys::SnapshotHook* snapshots = nullptr;            // what SIGUSR1 asks; null: nothing does
  std::span<const measure::Threshold> fail_if = {};  // on the final report
  std::span<const AbortCondition> abort_if = {};     // while it goes on
  std::span<const measure::Threshold> slo = {};      // of --find-limit: what must hold
  const HistoryOptions* history = nullptr;           // null: reports are not kept
  const net::Dialer* dialer = nullptr;               // of the endpoints' links; null: sockets
  const net::Routing* routing = nullptr;     // of the ways to endpoints; null: nothing is said of them
  workload::CorpusReader* corpus = nullptr;  // given exactly where settings.replay is; looked ahead into
  const KeyMaterial* keys = nullptr;         // those that were given; null: none
};

}  // namespace seiload::run
