#pragma once
// The decoding of a scenario's `accessList`, a part of decode.h.

#include "profile/fields.h"
#include "profile/profile.h"

namespace seiload::profile {

// "create", or an array of {"address", "storageKeys"}.
AccessList decode_access_list(Fields& fields, const json::Value& value, const SourceLocation& place);

}  // namespace seiload::profile
