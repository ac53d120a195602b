#include "run/execute.h"

#include <memory>

#include "base/at_end.h"
#include "base/text.h"
#include "run/embedded_chain.h"
#include "run/finish.h"
#include "run/load_phase.h"
#include "run/outputs.h"
#include "run/set_up.h"
#include "run/write_blocks.h"
#include "sys/thread.h"

namespace seiload::run {
namespace {

using base::cat;

int fail(const base::Error& error, const Environment& environment) {
  environment.log.error(error.message);
  return kExitFailure;
}

// To SIGUSR1, as long as the returned value lives.
auto answer_snapshots(const RunState& run) {
  const Environment& environment = run.environment;
  if (environment.snapshots != nullptr)
    environment.snapshots->set([&run, clear = environment.live_progress ? "\r\x1b[K" : ""] {
      run.environment.log.print(cat(clear, run.snapshot.text()));
    });
  return base::at_end([&environment] {
    if (environment.snapshots != nullptr) environment.snapshots->set({});
  });
}

base::Status set_up_and_load(RunState& run) {
  Prepared prepared;
  if (auto status = set_up(run, prepared); !status) return status;
  return run_load_phase(run, prepared);
}

int execute_against_endpoints(const profile::Profile& profile, const Environment& environment) {
  if (!profile.settings.txs_dir.empty()) return write_blocks(profile, environment);
  const auto state = std::make_unique<RunState>(profile, environment);
  RunState& run = *state;
  auto outputs = Outputs::open(profile.settings, environment.history);
  if (!outputs) return fail(outputs.error(), environment);
  const auto no_more_snapshots = answer_snapshots(run);
  try {
    auto done = run.services.start(run.settings.metrics_listen_addr, run.facts.started);
    if (done) done = set_up_and_load(run);
    // What is given up because of the stop is no failure: the reason of the stop decides.
    if (!done && done.error().code != base::Code::stopped)
      environment.stop.request_failure(std::move(done).error());
  } catch (...) {
    environment.stop.request_failure(sys::current_exception_error());
  }
  return finish(run, *outputs);
}

}  // namespace

int execute(const profile::Profile& profile, const Environment& environment) {
  if (!profile.mock_chain || profile.settings.dry_run) return execute_against_endpoints(profile, environment);
  const auto chain = start_embedded_chain(profile, environment);
  if (!chain) return fail(chain.error(), environment);
  profile::Profile with_endpoint = profile;
  with_endpoint.endpoints = {{cat("http://", (*chain)->address().to_text())}};
  environment.log.info(cat("target: the embedded mock chain at ", with_endpoint.endpoints[0].url,
                           ", which executes no contracts"));
  return execute_against_endpoints(with_endpoint, environment);
}

}  // namespace seiload::run
