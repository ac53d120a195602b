#include "run/endpoint_refresher.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "sys/clock.h"

namespace seiload::run {
namespace {

using base::cat;

constexpr sys::Duration kPace = std::chrono::milliseconds(250);
constexpr sys::Duration kBetweenLooks = std::chrono::seconds(1);
constexpr sys::Duration kMaxLook = std::chrono::seconds(5);

std::string to_text(const net::Addresses::List& list) {
  std::string text;
  for (const net::Address& address : list) text += cat(text.empty() ? "" : ", ", address.to_text());
  return text;
}

// Name servers turn the order with each answer.
bool are_the_same(const net::Addresses::List& a, const net::Addresses::List& b) {
  return std::is_permutation(a.begin(), a.end(), b.begin(), b.end());
}

}  // namespace

EndpointRefresher::EndpointRefresher(const std::vector<rpc::Endpoint>& endpoints, Resolver resolver,
                                     const sys::Clock& clock, sys::Log& log)
    : resolver_(std::move(resolver)), clock_(clock), log_(log) {
  for (const rpc::Endpoint& endpoint : endpoints) {
    const net::Addresses& addresses = endpoint.target.addresses;
    if (addresses.host().empty() || net::Address::parse_ip(addresses.host(), 0)) continue;
    names_.push_back({.endpoint = endpoint.name, .addresses = addresses, .next_look = {}, .lookup = {}});
  }
}

base::Status EndpointRefresher::start(ServiceLoop& loop, sys::Stop& stop) {
  if (names_.empty()) return {};
  stop_ = &stop;
  next_tick_ = clock_.now() + kPace;
  return loop.add(*this);
}

sys::TimePoint EndpointRefresher::add_polls(std::vector<pollfd>& descriptors) {
  for (const Name& name : names_)
    descriptors.push_back({name.lookup ? name.lookup->done().fd() : -1, POLLIN, 0});
  return next_tick_;
}

void EndpointRefresher::on_poll(std::span<const pollfd> descriptors, sys::TimePoint now) {
  for (std::size_t i = 0; i < names_.size(); ++i)
    if (descriptors[i].revents != 0) end_look(names_[i], now);
  if (now < next_tick_) return;
  next_tick_ = now + kPace;
  for (Name& name : names_)
    if (!name.lookup && now >= name.next_look && name.addresses.take_refresh_request()) begin_look(name, now);
}

void EndpointRefresher::begin_look(Name& name, sys::TimePoint now) {
  const net::Addresses& addresses = name.addresses;
  auto lookup =
      NameLookup::start(addresses.host(), addresses.port(), resolver_, clock_, now + kMaxLook, *stop_);
  if (lookup) {
    name.lookup = std::move(*lookup);
    return;
  }
  name.next_look = now + kBetweenLooks;
  warn(name, lookup.error().message);
}

void EndpointRefresher::end_look(Name& name, sys::TimePoint now) {
  const auto lookup = std::move(name.lookup);
  const auto& found = lookup->found();
  name.next_look = now + kBetweenLooks;
  if (!found) return warn(name, found.error().message);
  name.warned = false;
  const auto before = name.addresses.now();
  if (are_the_same(*found, *before)) return;
  log_.info(cat("endpoint ", name.endpoint, ": now at ", to_text(*found), ", before at ", to_text(*before)));
  name.addresses.replace(*found);
}

void EndpointRefresher::warn(Name& name, std::string_view why) {
  if (std::exchange(name.warned, true)) return;
  log_.warning(cat("endpoint ", name.endpoint, ": ", why, "; keeping the previous addresses"));
}

}  // namespace seiload::run
