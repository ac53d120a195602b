// `simulate SECONDS`: runs of fresh seeds for so long, of the load path alone and of the whole program in
// turn; the first that fails is printed with its last events, and ends it with status 1. `simulate SECONDS
// SEED`: the same from this seed on. `simulate load SEED`, `simulate whole SEED`: one run, with every event.

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <string_view>

#include "base/number.h"
#include "sim/load_run.h"
#include "sim/whole_run.h"
#include "sys/clock.h"
#include "sys/entropy.h"

namespace {

using namespace seiload;

constexpr std::size_t kLastEvents = 40;

void print(const std::vector<std::string>& trace, std::size_t most) {
  for (std::size_t i = trace.size() - std::min(trace.size(), most); i < trace.size(); ++i)
    std::printf("  %s\n", trace[i].c_str());
}

struct Kind {
  std::string_view name;
  sim::RunResult (*run)(std::uint64_t seed, bool keep_trace);
};
constexpr Kind kKinds[] = {{"load", sim::run_load}, {"whole", sim::run_whole}};

int fail(const Kind& kind, std::uint64_t seed) {
  const sim::RunResult again = kind.run(seed, true);
  std::printf("%s %llu: %s\n  %s\nthe last events (all: simulate %s %llu):\n", kind.name.data(),
              static_cast<unsigned long long>(seed), again.violation.c_str(), again.described.c_str(),
              kind.name.data(), static_cast<unsigned long long>(seed));
  print(again.trace, kLastEvents);
  return 1;
}

int show(const Kind& kind, std::uint64_t seed) {
  const sim::RunResult result = kind.run(seed, true);
  print(result.trace, result.trace.size());
  std::printf("%s\n%s\n", result.described.c_str(),
              result.violation.empty() ? "all that must hold held" : result.violation.c_str());
  return result.violation.empty() ? 0 : 1;
}

int search(double seconds, std::uint64_t seed) {
  const sys::SystemClock clock;
  const sys::TimePoint begun = clock.now();
  std::uint64_t runs = 0, accepted = 0, unanswered = 0, events = 0;
  double passed = 0;
  for (; passed < seconds; ++runs, ++seed, passed = base::to_seconds(clock.now() - begun)) {
    const Kind& kind = kKinds[seed % std::size(kKinds)];
    const sim::RunResult result = kind.run(seed, false);
    if (!result.violation.empty()) return fail(kind, seed);
    accepted += result.accepted;
    unanswered += result.unanswered;
    events += result.events;
  }
  std::printf(
      "sim: %llu runs in %.1f s, %llu accepted, %llu unanswered, %llu events: all that must hold held\n",
      static_cast<unsigned long long>(runs), passed, static_cast<unsigned long long>(accepted),
      static_cast<unsigned long long>(unanswered), static_cast<unsigned long long>(events));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const auto number = [&](int i) { return i < argc ? base::parse_u64(argv[i]) : std::nullopt; };
  for (const Kind& kind : kKinds)
    if (argc == 3 && argv[1] == kind.name && number(2)) return show(kind, *number(2));
  if (number(1)) return search(static_cast<double>(*number(1)), number(2).value_or(sys::random_u64() >> 32));
  std::fprintf(stderr, "usage: simulate SECONDS [SEED] | simulate load|whole SEED\n");
  return 2;
}
