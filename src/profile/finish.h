#pragma once
// The last step from a Draft to a Profile, after the command line was merged in: checks of the whole,
// defaults that depend on more than one value, labels, and the refusal of what is not built yet.

#include <functional>
#include <string>
#include <string_view>

#include "profile/decode.h"

namespace seiload::profile {

// Says what is wrong with an endpoint URL, or nothing (an empty string). Called only for URLs that are
// neither TLS, nor WebSocket, nor a socket path: those are refused here.
using EndpointCheck = std::function<std::string(std::string_view)>;

// For a run: endpoints (unless it is dry) and a scenario of weight > 0 are required.
void finish(Draft& draft, Catalogue catalogue, const EndpointCheck& check_endpoint);

// Why nothing is sent to the chain with this id, or nothing: it is a public main network that
// settings.allow_mainnet does not name.
std::string refuse_main_network(std::uint64_t chain_id, const Settings& settings);

// For the list of accounts: only the pools and the seed matter. Without any scenario, profile.accounts is the
// one pool.
void finish_accounts(Draft& draft);

// For commands that pay, sweep or look at the accounts of the list: an endpoint is needed, too.
void finish_money(Draft& draft, const EndpointCheck& check_endpoint);

}  // namespace seiload::profile
