#pragma once
// The words by which node_error.cc knows an error that says nothing about the transaction: the request as
// such, the node, its provider. Data.

#include <string_view>

#include "measure/outcome.h"

namespace seiload::rpc {

struct Wording {
  std::string_view pattern;  // squeezed
  measure::Outcome outcome;
};

// Looked for in this order, before those of transaction_wordings.h: the more telling wording first.
inline constexpr Wording kNodeWordings[] = {
    // Contain the words of other classes.
    {"timeoutheight", measure::Outcome::invalid},
    {"unknowntransactiontype", measure::Outcome::unsupported},
    {"unknowntransaction", measure::Outcome::other_error},
    {"typenotsupported", measure::Outcome::unsupported},
    {"gappednonce", measure::Outcome::nonce_gap},
    {"delegatedaccount", measure::Outcome::account_limit},
    {"unauthorized", measure::Outcome::other_error},
    {"apikey", measure::Outcome::other_error},

    // A provider's limit on requests.
    {"ratelimit", measure::Outcome::rate_limited},
    {"requestrate", measure::Outcome::rate_limited},
    {"rateexceeded", measure::Outcome::rate_limited},
    {"persecond", measure::Outcome::rate_limited},
    {"secondrequestlimit", measure::Outcome::rate_limited},

    // The batch, not what is in it.
    {"batch", measure::Outcome::batch_refused},
    {"entitytoolarge", measure::Outcome::batch_refused},
    {"payloadtoolarge", measure::Outcome::batch_refused},
    {"contenttoolarge", measure::Outcome::batch_refused},
    {"bodytoolarge", measure::Outcome::batch_refused},
    {"bodyistoolarge", measure::Outcome::batch_refused},
    {"requesttoolarge", measure::Outcome::batch_refused},
    {"requestistoolarge", measure::Outcome::batch_refused},
    {"requesttoobig", measure::Outcome::batch_refused},
    {"requestistoobig", measure::Outcome::batch_refused},
    {"oversizedrequest", measure::Outcome::batch_refused},
    {"requestsize", measure::Outcome::batch_refused},
    {"contentlength", measure::Outcome::batch_refused},
    {"lengthlimitexceeded", measure::Outcome::batch_refused},
    {"responsetoolarge", measure::Outcome::batch_refused},
    {"responseistoolarge", measure::Outcome::batch_refused},
    {"responseistoobig", measure::Outcome::batch_refused},
    {"responsesize", measure::Outcome::batch_refused},
    {"oversizedresponse", measure::Outcome::batch_refused},

    // The node gave up waiting.
    {"timedout", measure::Outcome::request_timeout},
    {"timeout", measure::Outcome::request_timeout},
    {"deadlineexceeded", measure::Outcome::request_timeout},
    {"contextcancel", measure::Outcome::request_timeout},
    {"tooktoolong", measure::Outcome::request_timeout},

    {"startingup", measure::Outcome::starting},
    {"isstarting", measure::Outcome::starting},
    {"stillstarting", measure::Outcome::starting},
    {"syncing", measure::Outcome::starting},
    {"insync", measure::Outcome::starting},
    {"outofsync", measure::Outcome::starting},
    {"notsynced", measure::Outcome::starting},
    {"notfullysynced", measure::Outcome::starting},
    {"initialsync", measure::Outcome::starting},
    {"notready", measure::Outcome::starting},
    {"notyetready", measure::Outcome::starting},
    {"notinitialized", measure::Outcome::starting},
    {"notyetinitialized", measure::Outcome::starting},
    {"initializing", measure::Outcome::starting},
    {"initialising", measure::Outcome::starting},
    {"catchingup", measure::Outcome::starting},
    {"bootstrapping", measure::Outcome::starting},
    {"warmingup", measure::Outcome::starting},
    {"shuttingdown", measure::Outcome::starting},
    {"unhealthy", measure::Outcome::starting},
    {"nohealthy", measure::Outcome::starting},
    {"nonodesavailable", measure::Outcome::starting},
    {"nobackend", measure::Outcome::starting},
    {"noupstream", measure::Outcome::starting},
    {"serviceunavailable", measure::Outcome::starting},
    {"temporarilyunavailable", measure::Outcome::starting},
    {"worldstate*available", measure::Outcome::starting},

    {"toomanyrequest", measure::Outcome::rate_limited},
    {"toomanyconcurrent", measure::Outcome::rate_limited},
    {"toomanycalls", measure::Outcome::rate_limited},
    {"requestlimit", measure::Outcome::rate_limited},
    {"requestslimit", measure::Outcome::rate_limited},
    {"requestcount", measure::Outcome::rate_limited},
    {"calllimit", measure::Outcome::rate_limited},
    {"usagelimit", measure::Outcome::rate_limited},
    {"monthlylimit", measure::Outcome::rate_limited},
    {"dailylimit", measure::Outcome::rate_limited},
    {"planlimit", measure::Outcome::rate_limited},
    {"limit*yourplan", measure::Outcome::rate_limited},
    {"perminute", measure::Outcome::rate_limited},
    {"computeunit", measure::Outcome::rate_limited},
    {"throughput", measure::Outcome::rate_limited},
    {"throttl", measure::Outcome::rate_limited},
    {"quota", measure::Outcome::rate_limited},
    {"slowdown", measure::Outcome::rate_limited},
    {"capacityexceeded", measure::Outcome::rate_limited},
    {"exceeded*capacity", measure::Outcome::rate_limited},

    {"method*notfound", measure::Outcome::method_missing},
    {"method*notsupported", measure::Outcome::method_missing},
    {"method*notenabled", measure::Outcome::method_missing},
    {"method*notavailable", measure::Outcome::method_missing},
    {"method*notallowed", measure::Outcome::method_missing},
    {"method*notexist", measure::Outcome::method_missing},
    {"method*notwhitelisted", measure::Outcome::method_missing},
    {"method*disabled", measure::Outcome::method_missing},
    {"method*blocked", measure::Outcome::method_missing},
    {"method*unavailable", measure::Outcome::method_missing},
    {"unknownmethod", measure::Outcome::method_missing},
    {"unsupportedmethod", measure::Outcome::method_missing},
    {"nosuchmethod", measure::Outcome::method_missing},
    {"notexistisnotavailable", measure::Outcome::method_missing},
    {"notimplemented", measure::Outcome::method_missing},
    {"unimplemented", measure::Outcome::method_missing},
};

}  // namespace seiload::rpc
