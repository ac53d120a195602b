// The process boundary: arguments in, exit status out. Nothing below prints to standard output or reads the
// environment on its own.

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <span>

#include "base/text.h"
#include "cli/environment.h"
#include "cli/help.h"
#include "cli/hide_credentials.h"
#include "cli/list_accounts.h"
#include "cli/load_keys.h"
#include "cli/load_routing.h"
#include "cli/load_tls.h"
#include "cli/mock_chain.h"
#include "cli/open_corpus.h"
#include "cli/parse.h"
#include "cli/process_sources.h"
#include "cli/resolve.h"
#include "cli/show_calls.h"
#include "cli/tools.h"
#include "crypto/cpu.h"
#include "measure/threshold.h"
#include "net/url.h"
#include "profile/write.h"
#include "run/deploy_contracts.h"
#include "run/execute.h"
#include "run/money_commands.h"
#include "run/sign.h"
#include "sys/clock.h"
#include "sys/entropy.h"
#include "sys/file.h"
#include "sys/file_lock.h"
#include "sys/log.h"
#include "sys/memory.h"
#include "sys/process.h"
#include "sys/scheduling.h"
#include "sys/secret.h"
#include "sys/signals.h"
#include "sys/stop.h"
#include "sys/thread.h"
#include "workload/catalogue.h"

namespace {

using namespace seiload;

using run::kExitUsage;

void complain(std::string_view text) {
  static_cast<void>(sys::write_all(STDERR_FILENO, base::cat("seiload: ", text, '\n')));
}

int print(std::string_view text) {
  if (auto written = sys::write_all(STDOUT_FILENO, text); !written) {
    complain(base::cat("standard output: ", written.error().message));
    return run::kExitFailure;
  }
  return run::kExitOk;
}

// False if something is missing or wrong, which is told then.
bool load_routing(profile::Profile& profile, net::Routing& routing, run::OtlpSettings& otlp, int stop_fd) {
  constexpr std::size_t kMaxSize = 1 << 20, kMaxBundle = 16 << 20;
  const cli::KeySources secrets = cli::secret_sources(kMaxSize, stop_fd);
  std::vector<std::string> problems;
  if (!profile.settings.dry_run) problems = cli::load_routing(profile, {secrets, cli::variable}, routing);
  const auto read_file = [&](const std::string& path) { return sys::read_file(path, kMaxBundle, stop_fd); };
  cli::TlsMessages tls = cli::load_tls(profile, {read_file, secrets, cli::variable}, routing, otlp);
  problems.insert(problems.end(), tls.problems.begin(), tls.problems.end());
  for (const std::string& problem : problems) complain(problem);
  for (const std::string& warning : tls.warnings) complain(base::cat("warning: ", warning));
  return problems.empty();
}

// False if a key is missing or wrong, which is told then.
bool load_keys(profile::Profile& profile, bool with_root, run::KeyMaterial& keys, int stop_fd = -1) {
  if (!cli::names_keys(profile)) return true;
  sys::forbid_core_dumps();
  constexpr std::size_t kMaxSize = std::size_t{1} << 30;  // ten million keys
  const cli::KeyMessages messages =
      cli::load_keys(profile, with_root, cli::secret_sources(kMaxSize, stop_fd), keys);
  for (const std::string& warning : messages.warnings) complain(base::cat("warning: ", warning));
  for (const std::string& problem : messages.problems) complain(problem);
  return messages.problems.empty();
}

int list_accounts(profile::Profile profile, const cli::ParsedCommand& command) {
  run::KeyMaterial keys;
  if (!load_keys(profile, !profile.seed || run::deploys(profile), keys)) return kExitUsage;
  const auto write = [](std::string_view text) { return sys::write_all(STDOUT_FILENO, text); };
  auto listed = command.genesis ? cli::list_genesis(profile, keys, *command.genesis, write)
                                : cli::list_accounts(profile, keys, command.with_keys, write);
  if (!listed) {
    complain(base::cat("standard output: ", listed.error().message));
    return run::kExitFailure;
  }
  if (const std::string note = cli::deployer_note(profile, keys); !note.empty()) complain(note);
  return run::kExitOk;
}

// Nothing if there are problems, which are told then; nor where `stop` came before the profile was read.
std::optional<cli::Resolution> resolve(const cli::ParsedCommand& command, const sys::Stop* stop = nullptr) {
  const int stop_fd = stop != nullptr ? stop->fd() : -1;
  const auto read_file = [&](const std::string& path) {
    return path == cli::kStandardInput
               ? sys::read_all(STDIN_FILENO, "standard input", profile::kMaxProfileSize, stop_fd)
               : sys::read_file(path, profile::kMaxProfileSize, stop_fd);
  };
  const auto check_endpoint = [](std::string_view url) {
    const auto name = net::endpoint_name(url);
    return name ? std::string() : name.error().message;
  };
  cli::Resolution resolution = cli::resolve(command, read_file, workload::catalogue(), check_endpoint);
  if (stop != nullptr && stop->requested() && !resolution.problems.empty()) return std::nullopt;
  for (const std::string& problem : resolution.problems) complain(problem);
  if (!resolution.problems.empty()) return std::nullopt;
  return resolution;
}

// `seiload fund`, `seiload sweep`, `seiload accounts --balances`.
int handle_money(const cli::ParsedCommand& command) {
  sys::Stop stop;
  sys::SnapshotHook snapshots;
  auto signals = sys::SignalWatcher::start(stop, snapshots);
  if (!signals) return complain(signals.error().message), run::kExitFailure;
  auto resolution = resolve(command, &stop);
  if (!resolution) return stop.requested() ? run::kExitOk : kExitUsage;
  profile::Profile& profile = resolution->profile;
  run::KeyMaterial keys;
  const bool pays =
      command.action == cli::Action::fund || (command.action == cli::Action::sweep && !command.sweep_to);
  net::Routing routing;
  run::OtlpSettings otlp;  // nothing is pushed
  if (!load_keys(profile, pays || !profile.seed, keys, stop.fd()) ||
      !load_routing(profile, routing, otlp, stop.fd()))
    return stop.requested() ? run::kExitOk : kExitUsage;
  const sys::SystemClock clock;
  sys::Log log(STDERR_FILENO, clock, profile.settings.quiet ? sys::Level::warning : sys::Level::info, &stop);
  for (const std::string& note : resolution->notes) log.info(note);
  const run::Environment environment{.version = SEILOAD_VERSION,
                                     .clock = clock,
                                     .log = log,
                                     .stop = stop,
                                     .stdout_fd = STDOUT_FILENO,
                                     .routing = &routing,
                                     .keys = &keys};
  if (command.action == cli::Action::fund) return run::fund(profile, environment);
  if (command.action == cli::Action::accounts) return run::show_balances(profile, environment);
  return run::sweep(profile, environment,
                    command.sweep_to ? eth::parse_address(*command.sweep_to) : std::nullopt);
}

int run_load(const cli::ParsedCommand& command) {
  // Before anything that takes time, so that a signal during set-up is a clean stop too.
  sys::Stop stop;
  sys::SnapshotHook snapshots;
  auto signals = sys::SignalWatcher::start(stop, snapshots);
  if (!signals) return complain(signals.error().message), run::kExitFailure;

  auto resolution = resolve(command, &stop);
  if (!resolution && stop.requested()) {
    complain(base::cat(sys::signal_name(stop.reason().signal), " before the profile was read"));
    return run::kExitOk;
  }
  if (!resolution) return kExitUsage;
  const cli::CronOptions& cron = resolution->cron;
  const sys::SystemClock clock;
  std::optional<sys::Fd> lock;
  if (!cron.lock.empty()) {
    auto taken = sys::lock_file(cron.lock, clock.now() + cron.lock_wait, clock, stop);
    if (!taken) return complain(base::cat("--lock ", taken.error().message)), run::kExitFailure;
    if (!*taken) {
      complain(base::cat("--lock ", cron.lock, ": another run holds it; nothing done"));
      return run::kExitOk;
    }
    lock = std::move(*taken);
  }
  run::KeyMaterial keys;
  const bool with_root = !resolution->profile.settings.dry_run && !resolution->profile.mock_deploy;
  net::Routing routing;
  std::vector<std::string> warnings;
  run::OtlpSettings otlp = cli::otlp_settings(cli::variable, warnings);
  if (!load_keys(resolution->profile, with_root, keys, stop.fd()) ||
      !load_routing(resolution->profile, routing, otlp, stop.fd())) {
    if (stop.requested()) return run::kExitOk;
    return kExitUsage;
  }
  const profile::Settings& settings = resolution->profile.settings;
  std::unique_ptr<workload::CorpusReader> corpus;
  if (!settings.replay.empty()) {
    auto opened = cli::open_corpus(settings.replay, stop.fd());
    if (!opened && opened.error().code == base::Code::stopped) return run::kExitOk;
    if (!opened) return complain(base::cat("--replay: ", opened.error().message)), kExitUsage;
    corpus = std::move(*opened);
  }
  sys::Log log(STDERR_FILENO, clock,
               settings.debug   ? sys::Level::debug
               : settings.quiet ? sys::Level::warning
                                : sys::Level::info,
               &stop);
  for (const std::string& note : resolution->notes) log.info(note);
  otlp.resource = cli::resource_attributes(cli::variable, cli::host_name(), SEILOAD_VERSION, warnings);
  for (const std::string& warning : warnings) log.warning(warning);
  const report::MetricLabels target = cli::target_labels(otlp.resource);
  return run::execute(
      resolution->profile,
      {SEILOAD_VERSION, clock, log, stop, STDOUT_FILENO, target, !settings.quiet && cli::has_live_terminal(),
       std::move(otlp), &snapshots, resolution->fail_if, resolution->abort_if, resolution->slo,
       cron.history.append.empty() ? nullptr : &cron.history, nullptr, &routing, corpus.get(), &keys});
}

int sign(const cli::ParsedCommand& command) {
  sys::Stop stop;
  sys::SnapshotHook snapshots;
  auto signals = sys::SignalWatcher::start(stop, snapshots);
  if (!signals) return complain(signals.error().message), run::kExitFailure;
  sys::end_by_closed_pipe();  // as other tools whose output is a list
  auto resolution = resolve(command, &stop);
  if (!resolution) return stop.requested() ? run::kExitFailure : kExitUsage;
  net::Routing routing;
  run::OtlpSettings otlp;  // nothing is pushed
  if (!load_routing(resolution->profile, routing, otlp, stop.fd()))
    return stop.requested() ? run::kExitFailure : kExitUsage;
  const sys::SystemClock clock;
  sys::Log log(STDERR_FILENO, clock,
               resolution->profile.settings.quiet ? sys::Level::warning : sys::Level::info, &stop);
  for (const std::string& note : resolution->notes) log.info(note);
  return run::sign(resolution->profile, resolution->sign,
                   {.version = SEILOAD_VERSION,
                    .clock = clock,
                    .log = log,
                    .stop = stop,
                    .stdout_fd = STDOUT_FILENO,
                    .routing = &routing});
}

// What SIGUSR1 prints of a chain. Waits for no reader, so that signals are still attended to.
void report_blocks(const mockchain::Chain& chain, const sys::Clock& clock) {
  const auto deadline = clock.now() + std::chrono::milliseconds(200);
  static_cast<void>(sys::write_until(STDERR_FILENO, cli::mock_chain_status(chain), deadline));
}

int serve_mock_chain(std::span<const char* const> words) {
  cli::MockChainCommand command = cli::parse_mock_chain(words);
  if (command.action == cli::MockChainCommand::Action::help) return print(cli::mock_chain_help());
  for (const std::string& problem : command.problems) complain(problem);
  if (!command.problems.empty()) return kExitUsage;
  if (command.cpu) crypto::use_path(*command.cpu);
  sys::Stop stop;
  sys::SnapshotHook snapshots;
  auto signals = sys::SignalWatcher::start(stop, snapshots);
  if (!signals) return complain(signals.error().message), run::kExitFailure;

  if (!command.has_seed) command.options.seed = sys::random_u64();
  command.options.threads = sys::usable_cpus();
  sys::raise_open_file_limit();
  const sys::SystemClock clock;
  auto server = mockchain::Server::start(command.address, command.options, clock,
                                         [&](base::Error error) { stop.request_failure(std::move(error)); });
  if (!server) return complain(server.error().message), run::kExitFailure;
  const int printed = print(cli::mock_chain_banner(command.options.config, (*server)->address()));
  if (printed != run::kExitOk) return printed;
  snapshots.set([&chain = (*server)->chain(), &clock] { report_blocks(chain, clock); });
  clock.wait_for(stop.event(), sys::kNever);
  snapshots.set({});
  const sys::StopReason reason = stop.reason();
  if (reason.kind != sys::StopReason::Kind::failure) return run::kExitOk;
  complain(reason.error.message);
  return run::kExitFailure;
}

// A report may be large; a folder or a socket is none, and that is said.
base::Result<std::string> read_report(const std::string& path) {
  constexpr std::size_t kMaxSize = std::size_t{1} << 30;
  return path == "-" ? sys::read_all(STDIN_FILENO, "standard input", kMaxSize)
                     : sys::read_file(path, kMaxSize);
}

int use_tool(const cli::Tool& tool, std::span<const char* const> words) {
  sys::end_by_closed_pipe();  // as other tools whose output is a list
  const cli::ToolOutput output = cli::run_tool(tool, words, read_report);
  for (const std::string& message : output.messages) complain(message);
  const int printed = print(output.out);
  return output.status == run::kExitUsage || printed == run::kExitOk ? output.status : printed;
}

int run_command(std::span<char* const> words) {
  if (const cli::Tool* tool = words.empty() ? nullptr : cli::find_tool(words[0]))
    return use_tool(*tool, words.subspan(1));
  if (!words.empty() && std::string_view(words[0]) == "mock-chain") return serve_mock_chain(words.subspan(1));
  const cli::ParsedCommand command = cli::parse(words);
  cli::hide_credentials(words);
  if (command.cpu) crypto::use_path(*command.cpu);
  switch (command.action) {
    case cli::Action::help:
      return print(command.of_conditions ? measure::Threshold::help() : cli::help_text());
    case cli::Action::version:
      return print(cli::version_text() + "\n");
    case cli::Action::check: {
      const auto resolution = resolve(command);
      if (!resolution) return kExitUsage;
      for (const std::string& line : cli::show_calls(resolution->profile)) complain(line);
      return print(profile::to_json(resolution->profile));
    }
    case cli::Action::accounts: {
      if (command.balances) return handle_money(command);
      const auto resolution = resolve(command);
      return resolution ? list_accounts(resolution->profile, command) : kExitUsage;
    }
    case cli::Action::sign:
      return sign(command);
    case cli::Action::fund:
    case cli::Action::sweep:
      return handle_money(command);
    case cli::Action::run:
      return run_load(command);
  }
  return kExitUsage;
}

}  // namespace

// Of an exception that nothing could catch: want of memory where a destructor runs, for one.
[[noreturn]] void end_by_exception() {
  try {
    complain(std::current_exception() ? sys::current_exception_error().message : "ended by std::terminate");
  } catch (...) {  // not even memory for the sentence
    static constexpr std::string_view kText = "seiload: out of memory\n";
    static_cast<void>(::write(STDERR_FILENO, kText.data(), kText.size()) == 0);
  }
  ::_exit(run::kExitFailure);
}

int main(int argc, char** argv) {
  std::set_terminate(end_by_exception);
  try {
    sys::ignore_harmless_signals();
    sys::keep_memory_reserve();
    sys::occupy_standard_descriptors();
    sys::tune_malloc();
    return run_command(
        std::span<char* const>(argv, static_cast<std::size_t>(argc)).subspan(argc > 0 ? 1 : 0));
  } catch (...) {
    complain(sys::current_exception_error().message);
    return run::kExitFailure;
  }
}
