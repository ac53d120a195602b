#pragma once
// A finished profile as JSON, indented, with every built setting: the output of --check. It is itself a
// profile and means the same.

#include <string>

#include "profile/profile.h"

namespace seiload::profile {

std::string to_json(const Profile& profile);

}  // namespace seiload::profile
