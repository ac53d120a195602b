#pragma once
// The words by which node_error.cc knows an error that says nothing about the transaction: the request as
// such, the node, its provider. Data.

#include <string_view>

#include "rpc/outcome.h"

namespace seiload::rpc {

struct Wording {
  std::string_view pattern;  // squeezed
  Outcome outcome;
};

// Looked for in this order, before those of transaction_wordings.h: the more telling wording first.
inline constexpr Wording kNodeWordings[] = {
    // Contain the words of other classes.
    {"timeoutheight", Outcome::invalid},
    {"unknowntransactiontype", Outcome::unsupported},
    {"unknowntransaction", Outcome::other_error},
    {"typenotsupported", Outcome::unsupported},
    {"gappednonce", Outcome::nonce_gap},
    {"delegatedaccount", Outcome::account_limit},
    {"unauthorized", Outcome::other_error},
    {"apikey", Outcome::other_error},

    // A provider's limit on requests.
    {"ratelimit", Outcome::rate_limited},
    {"requestrate", Outcome::rate_limited},
    {"rateexceeded", Outcome::rate_limited},
    {"persecond", Outcome::rate_limited},
    {"secondrequestlimit", Outcome::rate_limited},

    // The batch, not what is in it.
    {"batch", Outcome::batch_refused},
    {"entitytoolarge", Outcome::batch_refused},
    {"payloadtoolarge", Outcome::batch_refused},
    {"contenttoolarge", Outcome::batch_refused},
    {"bodytoolarge", Outcome::batch_refused},
    {"bodyistoolarge", Outcome::batch_refused},
    {"requesttoolarge", Outcome::batch_refused},
    {"requestistoolarge", Outcome::batch_refused},
    {"requesttoobig", Outcome::batch_refused},
    {"requestistoobig", Outcome::batch_refused},
    {"oversizedrequest", Outcome::batch_refused},
    {"requestsize", Outcome::batch_refused},
    {"contentlength", Outcome::batch_refused},
    {"lengthlimitexceeded", Outcome::batch_refused},
    {"responsetoolarge", Outcome::batch_refused},
    {"responseistoolarge", Outcome::batch_refused},
    {"responseistoobig", Outcome::batch_refused},
    {"responsesize", Outcome::batch_refused},
    {"oversizedresponse", Outcome::batch_refused},

    // The node gave up waiting.
    {"timedout", Outcome::request_timeout},
    {"timeout", Outcome::request_timeout},
    {"deadlineexceeded", Outcome::request_timeout},
    {"contextcancel", Outcome::request_timeout},
    {"tooktoolong", Outcome::request_timeout},

    {"startingup", Outcome::starting},
    {"isstarting", Outcome::starting},
    {"stillstarting", Outcome::starting},
    {"syncing", Outcome::starting},
    {"insync", Outcome::starting},
    {"outofsync", Outcome::starting},
    {"notsynced", Outcome::starting},
    {"notfullysynced", Outcome::starting},
    {"initialsync", Outcome::starting},
    {"notready", Outcome::starting},
    {"notyetready", Outcome::starting},
    {"notinitialized", Outcome::starting},
    {"notyetinitialized", Outcome::starting},
    {"initializing", Outcome::starting},
    {"initialising", Outcome::starting},
    {"catchingup", Outcome::starting},
    {"bootstrapping", Outcome::starting},
    {"warmingup", Outcome::starting},
    {"shuttingdown", Outcome::starting},
    {"unhealthy", Outcome::starting},
    {"nohealthy", Outcome::starting},
    {"nonodesavailable", Outcome::starting},
    {"nobackend", Outcome::starting},
    {"noupstream", Outcome::starting},
    {"serviceunavailable", Outcome::starting},
    {"temporarilyunavailable", Outcome::starting},
    {"worldstate*available", Outcome::starting},

    {"toomanyrequest", Outcome::rate_limited},
    {"toomanyconcurrent", Outcome::rate_limited},
    {"toomanycalls", Outcome::rate_limited},
    {"requestlimit", Outcome::rate_limited},
    {"requestslimit", Outcome::rate_limited},
    {"requestcount", Outcome::rate_limited},
    {"calllimit", Outcome::rate_limited},
    {"usagelimit", Outcome::rate_limited},
    {"monthlylimit", Outcome::rate_limited},
    {"dailylimit", Outcome::rate_limited},
    {"planlimit", Outcome::rate_limited},
    {"limit*yourplan", Outcome::rate_limited},
    {"perminute", Outcome::rate_limited},
    {"computeunit", Outcome::rate_limited},
    {"throughput", Outcome::rate_limited},
    {"throttl", Outcome::rate_limited},
    {"quota", Outcome::rate_limited},
    {"slowdown", Outcome::rate_limited},
    {"capacityexceeded", Outcome::rate_limited},
    {"exceeded*capacity", Outcome::rate_limited},

    {"method*notfound", Outcome::method_missing},
    {"method*notsupported", Outcome::method_missing},
    {"method*notenabled", Outcome::method_missing},
    {"method*notavailable", Outcome::method_missing},
    {"method*notallowed", Outcome::method_missing},
    {"method*notexist", Outcome::method_missing},
    {"method*notwhitelisted", Outcome::method_missing},
    {"method*disabled", Outcome::method_missing},
    {"method*blocked", Outcome::method_missing},
    {"method*unavailable", Outcome::method_missing},
    {"unknownmethod", Outcome::method_missing},
    {"unsupportedmethod", Outcome::method_missing},
    {"nosuchmethod", Outcome::method_missing},
    {"notexistisnotavailable", Outcome::method_missing},
    {"notimplemented", Outcome::method_missing},
    {"unimplemented", Outcome::method_missing},
};

}  // namespace seiload::rpc
