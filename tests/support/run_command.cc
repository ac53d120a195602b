#include "support/run_command.h"

#include <stdlib.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "cli/load_keys.h"
#include "cli/resolve.h"
#include "net/url.h"
#include "run/execute.h"
#include "sys/file.h"
#include "workload/catalogue.h"

namespace seiload::test {
namespace {

class TemporaryFile {
 public:
  TemporaryFile() : fd_(::mkstemp(path_)) { ::unlink(path_); }
  int fd() const { return fd_.get(); }
  std::string content() const {
    std::string text(static_cast<std::size_t>(::lseek(fd(), 0, SEEK_END)), '\0');
    const ssize_t got = ::pread(fd(), text.data(), text.size(), 0);
    return text.substr(0, static_cast<std::size_t>(std::max<ssize_t>(0, got)));
  }

 private:
  char path_[32] = "/tmp/seiload-test-XXXXXX";
  sys::Fd fd_;
};

}  // namespace

CommandResult run_command(const std::vector<std::string>& words,
                          const std::function<void(sys::Stop&)>& meanwhile) {
  return run_command_watching(words, [&](sys::Stop& stop, const auto&) {
    if (meanwhile) meanwhile(stop);
  });
}

CommandResult run_command_watching(const std::vector<std::string>& words, const Meanwhile& meanwhile,
                                   bool live_progress, const sys::Clock& clock,
                                   const run::OtlpSettings& otlp) {
  std::vector<const char*> pointers = {"--metrics-listen-addr="};
  for (const std::string& word : words) pointers.push_back(word.c_str());
  auto resolution = cli::resolve(
      cli::parse(pointers), [](const std::string& path) { return sys::read_file(path); },
      workload::catalogue(),
      [](std::string_view url) { return net::endpoint_name(url) ? std::string() : std::string("bad URL"); });
  CommandResult result;
  for (const std::string& problem : resolution.problems) result.log += problem + "\n";
  if (!resolution.problems.empty()) return result.status = 2, result;

  run::KeyMaterial keys;
  const cli::KeyMessages messages =
      cli::load_keys(resolution.profile, !resolution.profile.settings.dry_run,
                     {[](const std::string& path) { return sys::read_secret_file(path, 1 << 20); },
                      [](const std::string& name) { return sys::take_secret_variable(name); }},
                     keys);
  for (const std::string& problem : messages.problems) result.log += problem + "\n";
  if (!messages.problems.empty()) return result.status = 2, result;

  const TemporaryFile out, log_file;
  sys::Log log(log_file.fd(), clock,
               resolution.profile.settings.debug ? sys::Level::debug : sys::Level::info);
  auto stop = std::make_unique<sys::Stop>();
  {
    std::jthread runner([&] {
      const run::Environment environment{.version = "test",
                                         .clock = clock,
                                         .log = log,
                                         .stop = *stop,
                                         .stdout_fd = out.fd(),
                                         .target = {{"service_name", "seiload"}},
                                         .live_progress = live_progress,
                                         .otlp = otlp,
                                         .fail_if = resolution.fail_if,
                                         .abort_if = resolution.abort_if,
                                         .slo = resolution.slo,
                                         .keys = &keys};
      result.status = run::execute(resolution.profile, environment);
    });
    meanwhile(*stop, [&] { return log_file.content(); });
  }
  result.out = out.content();
  result.log = log_file.content();
  return result;
}

}  // namespace seiload::test
