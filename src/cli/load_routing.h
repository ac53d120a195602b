#pragma once
// Reads what settings name of the way to endpoints: the header file, the bearer token, the variables of a
// proxy. What is wrong is told by place, never by a header's value.

#include <string>
#include <vector>

#include "cli/load_keys.h"
#include "net/routing.h"
#include "profile/profile.h"

namespace seiload::cli {

struct RoutingSources {
  KeySources secrets;
  net::GetVariable variable;
};

// Fills `routing`; returns the problems, one line each: then it is of no use.
std::vector<std::string> load_routing(const profile::Profile& profile, const RoutingSources& sources,
                                      net::Routing& routing);

}  // namespace seiload::cli
