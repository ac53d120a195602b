#pragma once
// Follows the endpoints of a run that may come and go, on a thread of its own:
// - those that could not be reached at the start (--start-without): they take load once they answer;
// - with --all-addresses the addresses of a name, each an endpoint: looked up every few seconds, and soon
//   after one of them could not be connected to. A new one takes load once it answers. One that three lookups
//   in a row did not name takes none any more; what is on its way to it is waited for.
//
// An endpoint takes load only after it has told the run's chain id. Accounts move by chain/assignment.h, and
// read their nonces again where they go.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "chain/assignment.h"
#include "measure/ledger.h"
#include "measure/summary.h"
#include "net/resolver_config.h"
#include "rpc/endpoint.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "sys/stop.h"
#include "sys/thread.h"

namespace seiload::run {

// The endpoints of a run as they are at its start.
struct EndpointList {
  struct Name {
    std::string url;  // without user information
    std::string host;
    std::uint16_t port = 0;
    bool each_address = false;  // its endpoints are its addresses, and more may come
  };

  // One endpoint a name or, with `all_addresses`, one an address, and free places for addresses to come.
  static EndpointList make(std::vector<rpc::Endpoint> named, bool all_addresses);

  std::vector<Name> names;
  std::vector<rpc::Endpoint> endpoints;  // those behind `at_start` are free places: without name and address
  std::vector<std::size_t> name_of;      // of an endpoint, in names
  std::size_t at_start = 0;
  std::vector<std::string> missing;  // of those at the start: why it could not be reached; empty where it was
};

class EndpointWatch {
 public:
  using Resolver = std::function<net::ResolverConfig()>;
  // An endpoint has got its name, on the watch's thread.
  using OnName = std::function<void(std::size_t endpoint, const std::string& name)>;

  struct Pace {
    sys::Duration between_lookups = std::chrono::seconds(5);
    sys::Duration after_failure = std::chrono::seconds(1);  // of a connect, or to answer
  };

  // All outlive it; `list` is its own to change where an endpoint takes no load.
  EndpointWatch(EndpointList& list, chain::Assignment& assignment, std::uint64_t chain_id, Resolver resolver,
                OnName on_name, const Pace& pace, const sys::Clock& clock, sys::Log& log);
  ~EndpointWatch();
  EndpointWatch(const EndpointWatch&) = delete;
  EndpointWatch& operator=(const EndpointWatch&) = delete;

  // Starts the thread, if there is anything to follow. Where it dies, that is a failure of the run.
  base::Status start(sys::Stop& stop);
  // Ends the thread. What follows may be called then.
  void finish();
  // What is to be said of an endpoint beside its counts: "unreachable at the start (...); load from 12s on".
  const std::string& note(std::size_t endpoint) const { return places_[endpoint].note; }

 private:
  struct Place {
    enum class State { free, waiting, active, gone, refused };
    State state = State::free;
    std::optional<net::Address> address;  // of an endpoint that is one address
    int missed = 0;                       // lookups in a row that did not name it
    sys::TimePoint ask_at;                // waiting: when to ask it next
    std::string note;
  };
  struct NameState {
    sys::TimePoint next_lookup;
    bool warned = false;
  };

  void run();
  void look_up(std::size_t name);
  void update(std::size_t name, const net::Addresses::List& found);
  void add(std::size_t name, const net::Address& address);
  void ask(std::size_t endpoint);
  void activate(std::size_t endpoint, bool active, std::string_view why);
  bool wants_lookup(std::size_t name);
  void add_note(std::size_t endpoint, std::string_view text);

  EndpointList& list_;
  chain::Assignment& assignment_;
  const std::uint64_t chain_id_;
  const Resolver resolver_;
  const OnName on_name_;
  const Pace pace_;
  const sys::Clock& clock_;
  sys::Log& log_;
  const sys::TimePoint started_;
  bool follows_any_ = false;
  // Of the thread, until finish().
  std::vector<Place> places_;  // one an endpoint
  std::vector<NameState> names_;
  const sys::Event end_;
  sys::Thread thread_;
};

// One a used place of the list, with what the watch notes of it; null: nobody watched.
std::vector<measure::EndpointRow> endpoint_rows(const EndpointList& list, const EndpointWatch* watch,
                                                const measure::Totals& totals);

}  // namespace seiload::run
