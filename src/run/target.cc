#include "run/target.h"

#include "base/text.h"
#include "net/resolver.h"
#include "run/request_limits.h"

namespace seiload::run {
namespace {

using base::cat;

// Blocks are read from endpoints that were reached, by name: addresses may come and go.
void choose_watched(std::vector<rpc::Endpoint> named, const std::vector<profile::EndpointConfig>& configs,
                    Target& target) {
  const EndpointList& list = target.list;
  for (std::size_t name = 0; name < named.size(); ++name) {
    for (std::size_t i = 0; i < list.at_start; ++i) {
      if (list.name_of[i] != name || !list.missing[i].empty()) continue;
      if (target.watched_endpoints.empty()) target.watched = configs[name];
      target.watched_endpoints.push_back(std::move(named[name]));
      break;
    }
  }
}

}  // namespace

base::Status find_target(RunState& run, sys::TimePoint& deadline, Target& target) {
  const profile::Settings& settings = run.settings;
  const Environment& environment = run.environment;
  const net::ResolverConfig resolver = net::load_resolver_config();
  chain::StartLimits limits = start_limits(settings, deadline);
  limits.may_lack = settings.start_without;
  const chain::SetupContext at = setup_context(resolver, limits, environment, &run.tls);
  // The time was spent on endpoints that may be missing.
  const auto give_others_time = [&] {
    limits.deadline = deadline = environment.clock.now() + settings.startup_timeout;
  };

  auto named = chain::find_endpoints(run.profile.endpoints, at);
  if (!named) return std::move(named).error();
  if (auto status = run.services.watch_names(*named); !status) return status;
  for (const rpc::Endpoint& endpoint : *named)
    if (endpoint.target.addresses.now()->empty()) give_others_time();

  EndpointList& list = target.list = EndpointList::make(*named, settings.all_addresses);
  auto probed =
      chain::probe(std::span(list.endpoints).first(list.at_start), run.profile.chain_id, at, list.missing);
  if (!probed) return std::move(probed).error();
  target.chain = *probed;
  for (std::size_t i = 0; i < list.at_start; ++i) {
    if (list.missing[i].empty()) continue;
    environment.log.warning(cat(list.missing[i], "; starting without it, its accounts go to the others"));
    give_others_time();
  }
  choose_watched(std::move(*named), run.profile.endpoints, target);

  std::vector<bool> active(list.endpoints.size());
  for (std::size_t i = 0; i < list.at_start; ++i) active[i] = list.missing[i].empty();
  target.assignment.emplace(list.at_start, std::move(active));
  if (target.follows_endpoints(settings))  // for a run that ends before its load
    run.facts.endpoint_rows = endpoint_rows(list, nullptr, measure::Totals());
  return {};
}

}  // namespace seiload::run
