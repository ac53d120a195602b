#include "run/endpoint_watch.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "base/uint256.h"
#include "json/value.h"
#include "net/resolver.h"
#include "rpc/call_many.h"
#include "sys/clock.h"

namespace seiload::run {
namespace {

using base::cat;

constexpr sys::Duration kTick = std::chrono::milliseconds(250);
constexpr sys::Duration kMaxLookup = std::chrono::seconds(5), kMaxAnswer = std::chrono::seconds(2);
constexpr int kMissedIsGone = 3;  // name servers may answer with a part of the addresses
constexpr std::size_t kMinPlaces = 8, kMaxPlaces = 64;  // free ones, a name: for addresses to come
constexpr std::size_t kMaxNote = 400;

std::string name_of(const std::string& url, const net::Address& address) {
  return cat(url, " [", address.ip_text(), "]");
}

rpc::Endpoint at_address(const rpc::Endpoint& named, const std::optional<net::Address>& address) {
  rpc::Endpoint endpoint = named;
  endpoint.name = address ? name_of(named.name, *address) : std::string();
  endpoint.target.addresses = address ? net::Addresses{*address} : net::Addresses();
  return endpoint;
}

// The same order in every run, whatever the name server's: an account's endpoint goes by it.
net::Addresses::List routed(const net::Addresses::List& all) {
  net::Addresses::List list;
  std::copy_if(all.begin(), all.end(), std::back_inserter(list), net::has_route);
  if (list.empty()) list = all;
  std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.to_text() < b.to_text(); });
  return list;
}

}  // namespace

EndpointList EndpointList::make(std::vector<rpc::Endpoint> named, bool all_addresses) {
  EndpointList list;
  const auto add = [&](rpc::Endpoint endpoint) {
    list.endpoints.push_back(std::move(endpoint));
    list.name_of.push_back(list.names.size() - 1);
  };
  std::vector<std::size_t> places;
  for (const rpc::Endpoint& endpoint : named) {
    const net::Addresses& addresses = endpoint.target.addresses;
    const bool each =
        all_addresses && !addresses.host().empty() && !net::Address::parse_ip(addresses.host(), 0);
    list.names.push_back({endpoint.name, addresses.host(), addresses.port(), each});
    const auto found = routed(*addresses.now());
    if (!each || found.empty()) add(endpoint);
    if (each)
      for (const net::Address& address : found) add(at_address(endpoint, address));
    places.push_back(each ? std::clamp(found.size(), kMinPlaces, kMaxPlaces) : 0);
  }
  list.at_start = list.endpoints.size();
  list.missing.resize(list.at_start);
  for (std::size_t name = 0; name < named.size(); ++name) {
    for (std::size_t i = 0; i < places[name]; ++i) {
      list.endpoints.push_back(at_address(named[name], std::nullopt));
      list.name_of.push_back(name);
    }
  }
  return list;
}

EndpointWatch::EndpointWatch(EndpointList& list, chain::Assignment& assignment, std::uint64_t chain_id,
                             Resolver resolver, OnName on_name, const Pace& pace, const sys::Clock& clock,
                             sys::Log& log)
    : list_(list),
      assignment_(assignment),
      chain_id_(chain_id),
      resolver_(std::move(resolver)),
      on_name_(std::move(on_name)),
      pace_(pace),
      clock_(clock),
      log_(log),
      started_(clock.now()),
      places_(list.endpoints.size()),
      names_(list.names.size()) {
  for (std::size_t i = 0; i < places_.size(); ++i) {
    const bool each = list_.names[list_.name_of[i]].each_address;
    follows_any_ = follows_any_ || each;
    if (i >= list_.at_start) continue;
    if (const auto addresses = list_.endpoints[i].target.addresses.now(); each && !addresses->empty())
      places_[i].address = addresses->front();
    places_[i].state = Place::State::active;
    if (list_.missing[i].empty()) continue;
    follows_any_ = true;
    places_[i].state = Place::State::waiting;
    std::string_view why = list_.missing[i];
    if (const std::string about = cat("endpoint ", list_.endpoints[i].name, ": "); why.starts_with(about))
      why.remove_prefix(about.size());
    places_[i].note = cat("unreachable at the start (", why.substr(0, kMaxNote / 2), ")");
  }
  for (NameState& name : names_) name.next_lookup = started_ + pace_.between_lookups;
}

base::Status EndpointWatch::start(sys::Stop& stop) {
  if (!follows_any_) return {};
  auto thread = sys::Thread::start(
      "endpoint", [this] { run(); }, stop);
  if (!thread) return std::move(thread).error();
  thread_ = std::move(*thread);
  return {};
}

EndpointWatch::~EndpointWatch() { finish(); }

void EndpointWatch::finish() {
  if (!thread_.joinable()) return;
  end_.set();
  thread_.join();
}

void EndpointWatch::run() {
  while (!clock_.wait_for(end_, clock_.now() + kTick)) {
    for (std::size_t name = 0; name < names_.size(); ++name)
      if (wants_lookup(name)) look_up(name);
    for (std::size_t i = 0; i < places_.size() && !end_.is_set(); ++i)
      if (places_[i].state == Place::State::waiting && clock_.now() >= places_[i].ask_at) ask(i);
  }
}

bool EndpointWatch::wants_lookup(std::size_t name) {
  bool unresolved = false, failed = false;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    if (list_.name_of[i] != name) continue;
    net::Addresses& addresses = list_.endpoints[i].target.addresses;
    unresolved = unresolved || (places_[i].state == Place::State::waiting && addresses.now()->empty());
    failed = (list_.names[name].each_address && addresses.take_refresh_request()) || failed;
  }
  if (!list_.names[name].each_address && !unresolved) return false;
  NameState& state = names_[name];
  const sys::TimePoint now = clock_.now();
  if (failed || unresolved) state.next_lookup = std::min(state.next_lookup, now + pace_.after_failure);
  return now >= state.next_lookup;
}

void EndpointWatch::look_up(std::size_t name) {
  const EndpointList::Name& of = list_.names[name];
  auto found = net::resolve(of.host, of.port, resolver_(), clock_, clock_.now() + kMaxLookup, end_);
  NameState& state = names_[name];
  state.next_lookup = clock_.now() + pace_.between_lookups;
  if (found) {
    state.warned = false;
    return update(name, routed(*found));
  }
  if (found.error().code == base::Code::stopped || std::exchange(state.warned, true)) return;
  log_.warning(cat("endpoint ", of.url, ": ", found.error().message, "; keeping the previous addresses"));
}

void EndpointWatch::update(std::size_t name, const net::Addresses::List& found) {
  if (!list_.names[name].each_address) {  // one that had no address at the start
    for (std::size_t i = 0; i < places_.size(); ++i)
      if (list_.name_of[i] == name) list_.endpoints[i].target.addresses.replace(found);
    return;
  }
  std::vector<bool> known(found.size());
  for (std::size_t i = 0; i < places_.size(); ++i) {
    Place& place = places_[i];
    if (list_.name_of[i] != name || !place.address) continue;
    const auto at = std::find(found.begin(), found.end(), *place.address);
    if (at != found.end()) {
      known[static_cast<std::size_t>(at - found.begin())] = true;
      place.missed = 0;
      if (place.state == Place::State::gone) place.state = Place::State::waiting;
    } else if (place.state != Place::State::gone && ++place.missed >= kMissedIsGone) {
      if (place.state == Place::State::active)
        activate(i, false, "its name does not have this address any more");
      else
        place.state = Place::State::gone;
    }
  }
  for (std::size_t i = 0; i < found.size(); ++i)
    if (!known[i]) add(name, found[i]);
}

// Into a free place, else into that of one that is gone, whose name it then has.
void EndpointWatch::add(std::size_t name, const net::Address& address) {
  const auto find = [&](auto fits) {
    std::size_t i = 0;
    while (i < places_.size() && (list_.name_of[i] != name || !fits(places_[i]))) ++i;
    return i;
  };
  std::size_t i = find([](const Place& place) { return !place.address; });
  const bool is_free = i < places_.size();
  if (!is_free) i = find([](const Place& place) { return place.state == Place::State::gone; });
  if (i == places_.size()) {
    if (!std::exchange(names_[name].warned, true))
      log_.warning(cat("endpoint ", list_.names[name].url, ": too many addresses; some get no load"));
    return;
  }
  Place& place = places_[i];
  place.address = address;
  place.state = Place::State::waiting;
  place.missed = 0;
  place.ask_at = clock_.now();
  list_.endpoints[i].target.addresses.replace({address});
  if (!is_free) return add_note(i, cat("then at ", address.ip_text()));
  list_.endpoints[i].name = name_of(list_.names[name].url, address);
  on_name_(i, list_.endpoints[i].name);
}

// For the chain id.
void EndpointWatch::ask(std::size_t i) {
  Place& place = places_[i];
  const rpc::Endpoint& endpoint = list_.endpoints[i];
  if (endpoint.target.addresses.now()->empty()) return;
  rpc::CallLimits limits;
  limits.deadline = clock_.now() + kMaxAnswer;
  std::optional<std::uint64_t> chain_id;
  const auto take = [&](std::size_t, const json::Value& result) -> base::Status {
    const auto number =
        result.string() == nullptr ? std::nullopt : base::Uint256::from_quantity(*result.string());
    if (number && number->fits_u64()) chain_id = number->low_u64();
    return {};
  };
  const auto status = rpc::call_many(endpoint,
                                     {.method = "eth_chainId",
                                      .count = 1,
                                      .params = [](std::size_t) { return std::string("[]"); },
                                      .take = take},
                                     limits, clock_, end_);
  place.ask_at = clock_.now() + pace_.after_failure;
  if (!status || !chain_id) return;  // not yet
  if (*chain_id == chain_id_) return activate(i, true, {});
  place.state = Place::State::refused;
  const std::string why = cat("chain id is ", *chain_id, ", not ", chain_id_, ": no load");
  add_note(i, why);
  log_.warning(cat("endpoint ", endpoint.name, ": ", why));
}

void EndpointWatch::activate(std::size_t i, bool active, std::string_view why) {
  if (!assignment_.set_active(i, active)) return;  // the last one
  places_[i].state = active ? Place::State::active : Place::State::gone;
  const std::string since = base::format_duration_rounded(clock_.now() - started_);
  add_note(i, active ? cat("load from ", since, " on") : cat("no load from ", since, " on: ", why));
  log_.info(active ? cat("endpoint ", list_.endpoints[i].name, ": takes load from now on")
                   : cat("endpoint ", list_.endpoints[i].name, ": takes no more load: ", why));
}

void EndpointWatch::add_note(std::size_t i, std::string_view text) {
  std::string& note = places_[i].note;
  if (note.size() + text.size() > kMaxNote) return;
  if (!note.empty()) note += "; ";
  note += text;
}

std::vector<measure::EndpointRow> endpoint_rows(const EndpointList& list, const EndpointWatch* watch,
                                                const measure::Totals& totals) {
  std::vector<measure::EndpointRow> rows;
  for (std::size_t i = 0; i < list.endpoints.size(); ++i) {
    if (list.endpoints[i].name.empty()) continue;  // a free place
    measure::EndpointRow row;
    row.endpoint = list.endpoints[i].name;
    if (watch != nullptr) row.note = watch->note(i);
    if (i < totals.endpoints.size()) row.counts = totals.counts_at(i);
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace seiload::run
