#include "run/name_watch.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "net/resolver.h"
#include "sys/clock.h"

namespace seiload::run {
namespace {

using base::cat;

constexpr sys::Duration kPace = std::chrono::milliseconds(250);
constexpr sys::Duration kBetweenLooks = std::chrono::seconds(1);
constexpr sys::Duration kMostLook = std::chrono::seconds(5);

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

NameWatch::NameWatch(const std::vector<rpc::Endpoint>& endpoints, Resolver resolver, const sys::Clock& clock,
                     sys::Log& log)
    : resolver_(std::move(resolver)), clock_(clock), log_(log) {
  for (const rpc::Endpoint& endpoint : endpoints) {
    const net::Addresses& addresses = endpoint.target.addresses;
    if (addresses.host().empty() || net::Address::parse_ip(addresses.host(), 0)) continue;
    names_.push_back({.endpoint = endpoint.name, .addresses = addresses, .next_look = {}});
  }
}

base::Status NameWatch::start(sys::Stop& stop) {
  if (names_.empty()) return {};
  auto thread = sys::Thread::start(
      "name look-up", [this] { run(); }, stop);
  if (!thread) return std::move(thread).error();
  thread_ = std::move(*thread);
  return {};
}

NameWatch::~NameWatch() { end_.set(); }

void NameWatch::run() {
  while (!clock_.wait_for(end_, clock_.now() + kPace))
    for (Name& name : names_)
      if (clock_.now() >= name.next_look && name.addresses.take_request()) look_up(name);
}

void NameWatch::look_up(Name& name) {
  const net::Addresses& addresses = name.addresses;
  auto found =
      net::resolve(addresses.host(), addresses.port(), resolver_(), clock_, clock_.now() + kMostLook, end_);
  name.next_look = clock_.now() + kBetweenLooks;
  if (!found) {
    if (found.error().code == base::Code::stopped || std::exchange(name.warned, true)) return;
    return log_.warning(
        cat("endpoint ", name.endpoint, ": ", found.error().message, "; keeping the previous addresses"));
  }
  name.warned = false;
  const auto before = addresses.now();
  if (are_the_same(*found, *before)) return;
  log_.info(cat("endpoint ", name.endpoint, ": now at ", to_text(*found), ", before at ", to_text(*before)));
  name.addresses.replace(*found);
}

}  // namespace seiload::run
