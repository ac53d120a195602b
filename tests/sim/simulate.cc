// `simulate SECONDS`: runs of fresh seeds for so long; the first seed that fails is printed with its last
// events, and ends it with status 1. `simulate SECONDS SEED`: the same from this seed on. `simulate seed
// SEED`: one run, with every event.

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <string_view>

#include "base/number.h"
#include "sim/load_run.h"
#include "sys/clock.h"
#include "sys/entropy.h"

namespace {

using namespace seiload;

constexpr std::size_t kLastEvents = 40;

void print(const std::vector<std::string>& trace, std::size_t most) {
  for (std::size_t i = trace.size() - std::min(trace.size(), most); i < trace.size(); ++i)
    std::printf("  %s\n", trace[i].c_str());
}

int fail(std::uint64_t seed) {
  const sim::RunResult again = sim::run_load(seed, true);
  std::printf("seed %llu: %s\n  %s\nthe last events (all: simulate seed %llu):\n",
              static_cast<unsigned long long>(seed), again.violation.c_str(), again.described.c_str(),
              static_cast<unsigned long long>(seed));
  print(again.trace, kLastEvents);
  return 1;
}

int show(std::uint64_t seed) {
  const sim::RunResult result = sim::run_load(seed, true);
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
    const sim::RunResult result = sim::run_load(seed);
    if (!result.violation.empty()) return fail(seed);
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
  if (argc == 3 && std::string_view(argv[1]) == "seed" && number(2)) return show(*number(2));
  if (number(1)) return search(static_cast<double>(*number(1)), number(2).value_or(sys::random_u64() >> 32));
  std::fprintf(stderr, "usage: simulate SECONDS [SEED] | simulate seed SEED\n");
  return 2;
}
