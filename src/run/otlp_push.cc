#include "run/otlp_push.h"

#include <algorithm>
#include <utility>

#include "base/at_end.h"
#include "base/text.h"
#include "net/resolver.h"
#include "sys/clock.h"

namespace seiload::run {
namespace {

using base::cat;

constexpr sys::Duration kMostPush = std::chrono::seconds(5);
constexpr sys::Duration kMostFinalPush = std::chrono::milliseconds(1500);  // then there is time left to end
constexpr sys::Duration kLeastFinal = std::chrono::milliseconds(200);  // after a signal that took its time
constexpr std::size_t kMostAnswer = 1 << 20;

constexpr std::string_view kLastIsLost = "no answer in time; the last metrics were not pushed";

base::Error interrupted() { return {base::Code::stopped, {}}; }

}  // namespace

OtlpPush::OtlpPush(const OtlpSettings& settings, const Metrics& metrics, std::string_view version,
                   sys::WallTime started, const sys::Clock& clock, sys::Log& log)
    : settings_(settings),
      metrics_(metrics),
      version_(version),
      started_(started),
      clock_(clock),
      log_(log) {}

base::Status OtlpPush::start(sys::Stop& stop) {
  const auto url = net::parse_url(settings_.url);
  if (url) name_ = url->to_text();
  log_.info(cat("metrics: pushed to ", name_, " every ", base::format_duration(settings_.interval)));
  auto thread = sys::Thread::start(
      "metrics push", [this] { run(); }, stop);
  if (!thread) return std::move(thread).error();
  thread_ = std::move(*thread);
  return {};
}

OtlpPush::~OtlpPush() {
  if (!thread_.joinable()) return;
  end_.set();
  thread_.join();
}

void OtlpPush::begin_final() {
  if (!thread_.joinable()) return;
  final_deadline_ = clock_.now() + kMostFinal;
  final_.set();
}

void OtlpPush::finish(const sys::Stop& stop) {
  if (!thread_.joinable() || !final_deadline_) return;
  const sys::TimePoint deadline = std::max(stop.cut_short(*final_deadline_), clock_.now() + kLeastFinal);
  const base::Status done = clock_.wait_for(done_.fd(), POLLIN, deadline, stop.hurried());
  const bool too_late = !done && done.error().code == base::Code::timeout;
  end_.set();
  thread_.join();
  if (too_late) warn(kLastIsLost);
}

void OtlpPush::warn(std::string_view what) {
  if (!std::exchange(warned_, true)) log_.warning(cat("OTLP: ", name_, ": ", what));
}

void OtlpPush::run() {
  const auto tell = base::at_end([this] { done_.set(); });  // also by an exception
  push_until_end();
}

void OtlpPush::push_until_end() {
  sys::TimePoint next = clock_.now() + settings_.interval;
  while (true) {
    pollfd descriptors[] = {{end_.fd(), POLLIN, 0}, {final_.fd(), POLLIN, 0}};
    clock_.wait(descriptors, next);
    if (descriptors[0].revents != 0) break;
    const sys::TimePoint now = clock_.now();
    if (descriptors[1].revents != 0) {
      push(now + kMostFinalPush, true);
      break;
    }
    if (now < next) continue;
    push(now + kMostPush, false);
    next = std::max(next + settings_.interval, clock_.now());
  }
}

void OtlpPush::push(sys::TimePoint deadline, bool is_final) {
  const base::Status status = try_push(deadline, is_final);
  if (status) return;
  // Whatever it was: begin again the next time, with the name looked up again.
  connection_.reset();
  if (status.error().code == base::Code::stopped) return;
  if (is_final)
    warn(status.error().code == base::Code::timeout
             ? std::string(kLastIsLost)
             : cat(status.error().message, "; the last metrics were not pushed"));
  else
    warn(cat(status.error().message, "; retrying at each interval; further failures are not logged"));
}

base::Status OtlpPush::connect(sys::TimePoint deadline) {
  if (connection_) return {};
  auto url = net::parse_url(settings_.url);
  if (!url) return std::move(url).error();
  auto addresses = net::resolve(url->host, url->port, net::load_resolver_config(), clock_, deadline, end_);
  if (!addresses) return std::move(addresses).error();
  if (target_)
    target_->addresses.replace(*addresses);  // what is known of them stays known
  else
    target_ = net::make_target(*url, std::move(*addresses));
  const net::ConnectionLimits limits{
      .connect_timeout = kMostPush, .request_timeout = kMostPush, .max_body = kMostAnswer};
  connection_ = std::make_unique<net::HttpConnection>(*target_, limits,
                                                      static_cast<net::HttpConnection::Listener&>(*this));
  return {};
}

base::Status OtlpPush::try_push(sys::TimePoint deadline, bool is_final) {
  if (auto status = connect(deadline); !status) return status;
  outcome_.reset();
  connection_->submit(0, body(), clock_.now(), settings_.header);
  while (!outcome_) {
    pollfd descriptors[] = {{end_.fd(), POLLIN, 0},
                            {is_final ? -1 : final_.fd(), POLLIN, 0},
                            {connection_->fd(), connection_->interest(), 0}};
    clock_.wait(descriptors, std::min(deadline, connection_->deadline()));
    if (descriptors[0].revents != 0 || descriptors[1].revents != 0) return interrupted();
    const sys::TimePoint now = clock_.now();
    if (descriptors[2].revents != 0) connection_->on_ready(descriptors[2].revents, now);
    if (!outcome_ && connection_->deadline() <= now) connection_->on_time(now);
    if (!outcome_ && now >= deadline) return base::Error{base::Code::timeout, "no answer in time"};
  }
  return std::move(*outcome_);
}

std::string OtlpPush::body() const {
  const auto families = metrics_.families();
  return report::to_otlp_json({settings_.resource, version_, started_, clock_.wall_now()}, families);
}

void OtlpPush::on_answer(const net::HttpAnswer& answer) {
  if (answer.status >= 200 && answer.status < 300)
    outcome_ = base::Status();
  else
    outcome_ = base::Error{base::Code::remote, cat("HTTP status ", answer.status)};
}

void OtlpPush::on_failure(const net::RequestFailure& failure) {
  outcome_ = base::Error{base::Code::io, std::string(failure.detail)};
}

}  // namespace seiload::run
