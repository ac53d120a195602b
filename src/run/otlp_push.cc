#include "run/otlp_push.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/text.h"
#include "net/resolver.h"
#include "sys/clock.h"

namespace seiload::run {
namespace {

using base::cat;

constexpr sys::Duration kMaxPush = std::chrono::seconds(5);
constexpr sys::Duration kMaxFinalPush = std::chrono::milliseconds(1500);  // then there is time left to end
constexpr sys::Duration kMinFinal = std::chrono::milliseconds(200);       // after a signal that took its time
constexpr std::size_t kMaxAnswer = 1 << 20;

constexpr std::string_view kLastIsLost = "no answer in time; the last metrics were not pushed";

}  // namespace

OtlpPush::OtlpPush(const OtlpSettings& settings, const Metrics& metrics, std::string_view version,
                   sys::WallTime started, const sys::Clock& clock, sys::Log& log)
    : settings_(settings),
      metrics_(metrics),
      version_(version),
      started_(started),
      clock_(clock),
      log_(log) {}

base::Status OtlpPush::start(ServiceLoop& loop, sys::Stop& stop) {
  const auto url = net::parse_url(settings_.url);
  if (url) name_ = url->to_text();
  log_.info(cat("metrics: pushed to ", name_, " every ", base::format_duration(settings_.interval)));
  stop_ = &stop;
  next_ = clock_.now() + settings_.interval;
  return loop.add(*this);
}

void OtlpPush::begin_final() {
  final_deadline_ = clock_.now() + kMaxFinal;
  final_.set();
}

void OtlpPush::finish(const sys::Stop& stop) {
  if (!final_deadline_) return;
  const sys::TimePoint deadline = std::max(stop.cut_short(*final_deadline_), clock_.now() + kMinFinal);
  const base::Status done = clock_.wait_for(done_.fd(), POLLIN, deadline, stop.final_waits_skipped());
  if (!done && done.error().code == base::Code::timeout) warn(kLastIsLost);
}

void OtlpPush::warn(std::string_view what) {
  if (!warned_.exchange(true)) log_.warning(cat("OTLP: ", name_, ": ", what));
}

sys::TimePoint OtlpPush::add_polls(std::vector<pollfd>& descriptors) {
  descriptors.push_back({is_final_ ? -1 : final_.fd(), POLLIN, 0});
  switch (state_) {
    case State::waiting:
      return next_;
    case State::looking_up:
      descriptors.push_back({lookup_->done().fd(), POLLIN, 0});
      return deadline_;
    case State::sending:
      descriptors.push_back({connection_->fd(), connection_->interest(), 0});
      return std::min(deadline_, connection_->deadline());
    case State::ended:
      break;
  }
  return sys::kNever;
}

void OtlpPush::on_poll(std::span<const pollfd> descriptors, sys::TimePoint now) {
  if (descriptors[0].revents != 0) {
    if (state_ != State::waiting) connection_.reset();  // another push is under way
    is_final_ = true;
    return begin_push(now, kMaxFinalPush);
  }
  switch (state_) {
    case State::waiting:
      if (now >= next_) begin_push(now, kMaxPush);
      return;
    case State::looking_up:
      if (descriptors[1].revents != 0) return see_lookup(now);
      break;
    case State::sending:
      see_connection(descriptors[1].revents, now);
      break;
    case State::ended:
      return;
  }
  const bool is_under_way = state_ == State::looking_up || state_ == State::sending;
  if (is_under_way && now >= deadline_) end_push(base::Error{base::Code::timeout, "no answer in time"}, now);
}

void OtlpPush::begin_push(sys::TimePoint now, sys::Duration most) {
  deadline_ = now + most;
  if (connection_) return send(now);
  const auto url = net::parse_url(settings_.url);
  if (!url) return end_push(url.error(), now);
  auto lookup = NameLookup::start(
      url->host, url->port, [] { return net::load_resolver_config(); }, clock_, deadline_, *stop_);
  if (!lookup) return end_push(std::move(lookup).error(), now);
  lookup_ = std::move(*lookup);
  state_ = State::looking_up;
}

void OtlpPush::see_lookup(sys::TimePoint now) {
  const auto lookup = std::move(lookup_);
  if (!lookup->found()) return end_push(lookup->found().error(), now);
  if (target_)
    target_->addresses.replace(*lookup->found());  // what is known of them stays known
  else
    begin_target(*lookup->found());
  const net::ConnectionLimits limits{
      .connect_timeout = kMaxPush, .request_timeout = kMaxPush, .max_body = kMaxAnswer};
  connection_ = std::make_unique<net::HttpConnection>(*target_, limits,
                                                      static_cast<net::HttpConnection::Listener&>(*this));
  send(now);
}

void OtlpPush::begin_target(const net::Addresses::List& found) {
  const auto url = net::parse_url(settings_.url);
  target_ = net::make_target(*url, found);
  if (url->scheme != net::Url::Scheme::https) return;
  CHECK(settings_.tls != nullptr);
  target_->tls = net::make_tls_setup(*settings_.tls, url->host, nullptr, clock_);
}

void OtlpPush::send(sys::TimePoint now) {
  outcome_.reset();
  connection_->submit(0, body(), now, settings_.header);
  state_ = State::sending;
}

void OtlpPush::see_connection(short revents, sys::TimePoint now) {
  if (revents != 0) connection_->on_ready(revents, now);
  if (!outcome_ && connection_->deadline() <= now) connection_->on_time(now);
  if (outcome_) end_push(*outcome_, now);
}

void OtlpPush::end_push(const base::Status& status, sys::TimePoint now) {
  lookup_.reset();
  if (!status) {
    // Whatever it was: begin again the next time, with the name looked up again.
    connection_.reset();
    if (!is_final_)
      warn(cat(status.error().message, "; retrying at each interval; further failures are not logged"));
    else
      warn(status.error().code == base::Code::timeout
               ? std::string(kLastIsLost)
               : cat(status.error().message, "; the last metrics were not pushed"));
  }
  state_ = is_final_ ? State::ended : State::waiting;
  next_ = std::max(next_ + settings_.interval, now);
  if (is_final_) done_.set();
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
