#include "sim/draw.h"

#include "base/random.h"
#include "base/text.h"

namespace seiload::sim {
namespace {

using base::cat;
using namespace std::chrono_literals;

mockchain::Fault fault(std::string_view text) { return std::move(*mockchain::parse_fault(text)); }

}  // namespace

Draw::Draw(std::uint64_t seed) {
  base::Random random(seed, 2);
  const auto one_in = [&](std::uint64_t n) { return random.below(n) == 0; };
  const auto share = [&](double most) { return one_in(2) ? 0 : most * random.unit(); };
  const auto up_to = [&](sys::Duration most) {
    return sys::Duration(static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(most.count()))));
  };
  settings.tps = 200;
  settings.arrival_model = one_in(2) ? profile::ArrivalModel::open_loop : profile::ArrivalModel::closed_loop;
  settings.account_in_flight = 1 + random.below(4);
  settings.max_in_flight = one_in(4) ? 5 + random.below(50) : 10'000;
  settings.request_timeout = 300ms + up_to(1s);
  settings.connect_timeout = 200ms + up_to(500ms);
  settings.drain = one_in(4) ? 0s : 1s;
  accounts = 5 + random.below(60);
  connections = 1 + random.below(20);
  switch (random.below(5)) {
    case 0:
      settings.pipeline = 2 + random.below(7);
      break;
    case 1:
      settings.batch = 2 + random.below(10);
      break;
    case 2:
      transport = rpc::Transport::websocket;
      break;
    default:
      break;
  }
  trouble = {.refused = share(0.3),
             .unanswered = share(0.2),
             .cut_request = share(0.3),
             .cut_answer = share(0.3),
             .reset = share(1),
             .late = share(0.02),
             .lost = share(0.02),
             .doubled = share(0.02),
             .garbled = share(0.02),
             .dribbled = share(0.2),
             .closed_when_idle = share(0.1),
             .latency = 100us + up_to(5ms),
             .jitter = up_to(5ms) + 1us,
             .lateness = up_to(2s) + 1ms};
  // Over before the calm begins: the windows are the last part of a second, or come once.
  if (one_in(4)) faults.push_back(fault("reset:share=0.02:at=1s:for=4s"));
  if (one_in(4)) faults.push_back(fault("http:status=503:share=0.05:at=1s:for=4s"));
  if (one_in(4)) faults.push_back(fault("stall:at=3s:for=700ms"));
  if (one_in(4)) faults.push_back(fault("refuse:at=2s:for=600ms"));
  if (one_in(4)) faults.push_back(fault("nonce-error:share=0.05:at=1s:for=4s"));
  if (one_in(4)) faults.push_back(fault("wrong-id:share=0.02:at=1s:for=4s"));
  if (one_in(4)) faults.push_back(fault("halt:at=2s:for=2s"));
  if (one_in(4)) faults.push_back(fault("restart:at=4s")), restarts = true;
  if (one_in(3)) signal_after = up_to(kLoad);
  // Of a stream of its own, which leaves transfers to the seeds that found a fault by them.
  sends = static_cast<Sends>(base::Random(seed, 29).below(3));
  if (one_in(6))
    trouble = {.latency = 100us + up_to(5ms), .jitter = up_to(60ms) + 1us}, faults.clear(), restarts = false,
    is_calm = true;
}

void Draw::halt_at_end() {
  faults.push_back(fault("halt:at=8s:for=30s"));
  is_calm = false;
}

std::string Draw::to_text() const {
  static constexpr std::string_view kSends[] = {"transfers", "ERC20", "calls"};
  const bool is_open = settings.arrival_model == profile::ArrivalModel::open_loop;
  return cat(kSends[static_cast<std::size_t>(sends)], is_open ? ", open loop, " : ", closed loop, ", accounts,
             " accounts, ", connections, " connections, batch ", settings.batch, ", pipeline ",
             settings.pipeline, transport == rpc::Transport::websocket ? ", WebSocket" : "", ", ",
             faults.size(), " faults", is_calm ? ", calm" : "", restarts ? ", a restart" : "",
             signal_after ? cat(", SIGTERM after ", base::format_duration(*signal_after)) : std::string());
}

void require(bool holds, std::string_view what, std::uint64_t a, std::uint64_t b) {
  if (!holds) throw Violation(cat(what, ": ", a, ", ", b));
}

}  // namespace seiload::sim
