#include "chain/start.h"

#include <algorithm>
#include <functional>
#include <map>

#include "base/at_end.h"
#include "base/text.h"
#include "base/uint256.h"
#include "net/url.h"
#include "rpc/body_text.h"
#include "rpc/call_many.h"
#include "sys/clock.h"
#include "sys/thread.h"

namespace seiload::chain {
namespace {

constexpr sys::Duration kResolveRetry = std::chrono::milliseconds(500);

const net::Routing& routing_of(const SetupContext& at) {
  static const net::Routing kNone;
  return at.routing != nullptr ? *at.routing : kNone;
}

// Runs step(i) for every endpoint, each on a thread of its own. No step begins unless all threads could be
// started; then all have that error.
std::vector<base::Status> for_each_endpoint(std::size_t count, const sys::Clock& clock,
                                            const std::function<base::Status(std::size_t)>& step) {
  if (count == 1) return {step(0)};
  const sys::Event decided;  // whether all threads are there
  bool all_there = false;
  std::vector<base::Status> results(count);
  {
    std::vector<sys::Thread> threads;
    const auto decide = base::at_end([&] { decided.set(); });  // however this ends, nobody waits for it
    for (std::size_t i = 0; i < count; ++i) {
      auto thread = sys::Thread::start(
          "start-up",
          [&, i] {
            if (clock.wait_for(decided, sys::kNever) && all_there) results[i] = step(i);
          },
          [&results, i](base::Error error) { results[i] = std::move(error); });
      if (!thread) return std::vector<base::Status>(count, std::move(thread).error());
      threads.push_back(std::move(*thread));
    }
    all_there = true;
  }
  return results;
}

// The first error in the order of the endpoints, one that is not merely the stop if there is any.
base::Status first_error(std::vector<base::Status> results) {
  base::Status first;
  for (base::Status& result : results)
    if (!result && (first || first.error().code == base::Code::stopped)) first = std::move(result);
  return first;
}

// The same, but for endpoints that time ran out for and that may be lacking: why is put down for these.
base::Status first_error(std::vector<base::Status> results, std::size_t may_lack, Missing& missing) {
  const auto is_late = [](const base::Status& result) {
    return !result && result.error().code == base::Code::timeout;
  };
  const auto late = static_cast<std::size_t>(std::count_if(results.begin(), results.end(), is_late));
  missing.assign(results.size(), {});
  if (late > may_lack || late == results.size()) return first_error(std::move(results));
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (!is_late(results[i])) continue;
    missing[i] = results[i].error().message;
    results[i] = {};
  }
  return first_error(std::move(results));
}

std::string gave_up_after(const SetupContext& at, sys::TimePoint started) {
  return base::cat(" (gave up after ", base::format_duration_rounded(at.clock.now() - started), ")");
}

// Names the endpoint, and says how long it was tried where it was the time that ran out.
base::Error about(const rpc::Endpoint& endpoint, base::Error error, const SetupContext& at,
                  sys::TimePoint started) {
  if (error.code == base::Code::timeout) error.message += gave_up_after(at, started);
  if (error.code == base::Code::stopped) return error;
  return std::move(error).with(base::cat("endpoint ", endpoint.name));
}

// "waiting for http://node:8545: eth_chainId: connect 10.0.0.1:8545: Connection refused; until 30s"
rpc::WaitReport::Sink report_waiting(const std::string& name, const SetupContext& at) {
  if (at.log == nullptr) return {};
  const std::string until = at.limits.timeout.count() > 0
                                ? base::cat("; until ", base::format_duration(at.limits.timeout))
                                : std::string();
  return [log = at.log, name, until](const std::string& cause) {
    log->warning(base::cat("waiting for ", name, ": ", cause, until));
  };
}

rpc::CallLimits call_limits(const rpc::Endpoint& endpoint, const SetupContext& at) {
  rpc::CallLimits limits;
  limits.on_waiting = report_waiting(endpoint.name, at);
  limits.http = at.limits.http;
  limits.deadline = at.limits.deadline;
  return limits;
}

// One call; `take` as in rpc::Calls.
base::Status ask(const rpc::Endpoint& endpoint, std::string_view method, std::string_view params,
                 const SetupContext& at, const std::function<base::Status(const json::Value&)>& take) {
  const sys::TimePoint started = at.clock.now();
  auto status = rpc::call_many(endpoint,
                               {.method = method,
                                .count = 1,
                                .params = [&](std::size_t) { return std::string(params); },
                                .take = [&](std::size_t, const json::Value& result) { return take(result); }},
                               call_limits(endpoint, at), at.clock, at.stop);
  if (!status) return about(endpoint, std::move(status).error(), at, started);
  return {};
}

// A value as the node wrote it, or what it is.
std::string show(const json::Value& value) {
  if (value.string() != nullptr) return rpc::show_body(base::cat('"', *value.string(), '"'));
  if (value.number() != nullptr) return value.number()->text;
  if (value.boolean() != nullptr) return *value.boolean() ? "true" : "false";
  return value.is_null() ? "null" : std::string(json::name_of(value.kind()));
}

base::Error no_quantity(const json::Value& result, const rpc::Endpoint& of) {
  return {base::Code::protocol,
          base::cat("the result is not a quantity below 2^64: ", of.target.secrets.hide(show(result)))};
}

std::optional<std::uint64_t> quantity(const json::Value& value) {
  if (value.string() == nullptr) return std::nullopt;
  const auto number = base::Uint256::from_quantity(*value.string());
  if (!number || !number->fits_u64()) return std::nullopt;
  return number->low_u64();
}

// What to call the endpoints. Where different ones would have one name, because they differ only in what is
// not shown, the later ones get a number: "http://node:8545/?...", "http://node:8545/?...#2".
std::vector<std::string> names_of(const std::vector<profile::EndpointConfig>& configs) {
  std::vector<std::string> names;
  std::map<std::string, std::vector<std::string_view>> of_name;
  for (const profile::EndpointConfig& config : configs) {
    const std::string& url = config.url;
    auto name = net::endpoint_name(url);
    names.push_back(name ? *std::move(name) : std::string());
    auto& same = of_name[names.back()];
    const auto place = std::find(same.begin(), same.end(), url) - same.begin();
    if (place == std::ssize(same)) same.emplace_back(url);
    if (place > 0) names.back() += base::cat('#', place + 1);
  }
  return names;
}

// An endpoint whose name is not found in time is left in `endpoint` without addresses.
base::Status find_endpoint(const profile::EndpointConfig& config, const std::string& name,
                           const SetupContext& at, rpc::Endpoint& endpoint) {
  const std::string& text = config.url;
  if (const auto path = net::socket_path(text)) {
    const auto address = net::Address::unix_socket(*path);
    if (!address)
      return base::invalid_input(base::cat("endpoint ", base::quote(*path), ": not a socket's path"));
    endpoint = {*path,
                {.host_header = {}, .path = {}, .authorization = {}, .addresses = {*address}},
                rpc::Transport::ipc};
    return {};
  }
  auto url = net::parse_url(text);
  if (!url) return std::move(url).error();
  const bool is_websocket = url->scheme == net::Url::Scheme::ws || url->scheme == net::Url::Scheme::wss;
  const auto transport = is_websocket ? rpc::Transport::websocket : rpc::Transport::http;
  const net::Route route = net::route_to(*url, routing_of(at));
  net::Addresses addresses(route.host, route.port, {});
  if (route.known != nullptr) addresses = net::Addresses(*route.known);
  endpoint = {name, target_of(*url, config, route, std::move(addresses), at), transport};
  if (route.known != nullptr) return {};
  const sys::TimePoint started = at.clock.now();
  rpc::WaitReport report(report_waiting(name, at), started);
  std::optional<base::Error> cause;  // the last; a lookup that the deadline cut short tells none
  while (true) {
    auto found = net::resolve(route.host, route.port, at.resolver, at.clock, at.limits.deadline, at.stop);
    if (found) {
      endpoint.target.addresses.replace(*found);
      return {};
    }
    if (found.error().code == base::Code::stopped) return std::move(found).error();
    const sys::TimePoint now = at.clock.now();
    if (!cause || now < at.limits.deadline) {
      cause = std::move(found).error();
      report.on_failure(cause->message, now);
    }
    const sys::TimePoint retry_at = now + kResolveRetry;
    if (retry_at >= at.limits.deadline)
      return base::Error{base::Code::timeout, cause->message + gave_up_after(at, started)}.with(
          base::cat("endpoint ", name));
    if (at.clock.wait_for(at.stop, retry_at)) return sys::stopped_error();
  }
}

}  // namespace

net::HttpTarget target_of(const net::Url& url, const profile::EndpointConfig& config, const net::Route& route,
                          net::Addresses addresses, const SetupContext& at) {
  net::HttpTarget target = net::make_target(
      url, route, net::merge_headers(routing_of(at).headers, config.headers), std::move(addresses));
  target.dialer = at.dialer;
  if (url.scheme != net::Url::Scheme::https && url.scheme != net::Url::Scheme::wss) return target;
  static const net::TlsTerms kTrustsNobody{std::make_shared<tls::Trust>(), nullptr, {}};
  const net::TlsTerms* terms = config.terms ? config.terms.get() : routing_of(at).tls.get();
  target.tls =
      net::make_tls_setup(terms != nullptr ? *terms : kTrustsNobody, url.host, at.handshakes, at.clock);
  return target;
}

base::Result<std::vector<rpc::Endpoint>> find_endpoints(const std::vector<profile::EndpointConfig>& configs,
                                                        const SetupContext& at) {
  std::vector<rpc::Endpoint> endpoints(configs.size());
  const std::vector<std::string> names = names_of(configs);
  auto results = for_each_endpoint(configs.size(), at.clock, [&](std::size_t i) -> base::Status {
    return find_endpoint(configs[i], names[i], at, endpoints[i]);
  });
  Missing missing;
  if (auto status = first_error(std::move(results), at.limits.may_lack, missing); !status)
    return std::move(status).error();
  return endpoints;
}

base::Result<ChainFacts> probe(std::span<const rpc::Endpoint> endpoints,
                               std::optional<std::uint64_t> wanted_chain_id, const SetupContext& at,
                               Missing& missing) {
  std::vector<ChainFacts> facts(endpoints.size());
  auto results = for_each_endpoint(endpoints.size(), at.clock, [&](std::size_t i) -> base::Status {
    if (endpoints[i].target.addresses.now()->empty())
      return base::Error{base::Code::timeout,
                         base::cat("endpoint ", endpoints[i].name, ": the name was not found")};
    std::optional<std::uint64_t> number;
    auto asked = ask(endpoints[i], "eth_chainId", "[]", at, [&](const json::Value& result) -> base::Status {
      number = quantity(result);
      if (!number) return no_quantity(result, endpoints[i]);
      return {};
    });
    if (!asked) return asked;
    facts[i].chain_id = *number;
    if (wanted_chain_id && *wanted_chain_id != *number)
      return base::Error{base::Code::remote,
                         base::cat("endpoint ", endpoints[i].name, ": chain id is ", *number,
                                   ", but the profile or --chain-id wants ", *wanted_chain_id)};
    return ask(endpoints[i], "eth_getBlockByNumber", R"(["latest",false])", at,
               [&](const json::Value& block) -> base::Status {
                 if (block.is_null()) return base::Error{base::Code::timeout, "there is no block yet"};
                 const json::Value* base_fee = block.find("baseFeePerGas");
                 facts[i].has_base_fee = base_fee != nullptr && !base_fee->is_null();
                 return {};
               });
  });
  if (auto status = first_error(std::move(results), at.limits.may_lack, missing); !status)
    return std::move(status).error();
  const auto first =
      static_cast<std::size_t>(std::find(missing.begin(), missing.end(), "") - missing.begin());
  for (std::size_t i = first; i < endpoints.size(); ++i) {
    if (missing[i].empty() && facts[i].chain_id != facts[first].chain_id)
      return base::Error{base::Code::remote,
                         base::cat("endpoint ", endpoints[i].name, ": chain id is ", facts[i].chain_id,
                                   ", but that of ", endpoints[first].name, " is ", facts[first].chain_id)};
  }
  return facts[first];
}

base::Result<std::vector<std::uint64_t>> read_nonces(const std::vector<rpc::Endpoint>& endpoints,
                                                     const AssignmentMap& assignment,
                                                     std::span<const eth::Address> accounts,
                                                     const SetupContext& at) {
  std::vector<std::vector<std::size_t>> of_endpoint(endpoints.size());
  for (std::size_t i = 0; i < accounts.size(); ++i)
    of_endpoint[assignment.endpoint_of(accounts[i])].push_back(i);
  std::vector<std::uint64_t> nonces(accounts.size());
  auto results = for_each_endpoint(endpoints.size(), at.clock, [&](std::size_t e) -> base::Status {
    if (of_endpoint[e].empty()) return {};
    const sys::TimePoint started = at.clock.now();
    auto asked = rpc::call_many(endpoints[e],
                                {.method = "eth_getTransactionCount",
                                 .count = of_endpoint[e].size(),
                                 .params =
                                     [&](std::size_t i) {
                                       return base::cat("[\"", eth::to_hex(accounts[of_endpoint[e][i]]),
                                                        "\",\"pending\"]");
                                     },
                                 .take = [&](std::size_t i, const json::Value& result) -> base::Status {
                                   const auto nonce = quantity(result);
                                   if (!nonce) return no_quantity(result, endpoints[e]);
                                   nonces[of_endpoint[e][i]] = *nonce;
                                   return {};
                                 }},
                                call_limits(endpoints[e], at), at.clock, at.stop);
    if (!asked) return about(endpoints[e], std::move(asked).error(), at, started);
    return {};
  });
  if (auto status = first_error(std::move(results)); !status) return std::move(status).error();
  return nonces;
}

}  // namespace seiload::chain
