#pragma once
// The decoding of one scenario of a profile, a part of decode.h.

#include "profile/decode.h"
#include "profile/fields.h"

namespace seiload::profile {

std::optional<AccountPool> decode_pool(Fields& fields, const json::Value& value, const SourceLocation& place);

// Sets place.inside to the scenario's name.
ScenarioConfig decode_scenario(Fields& fields, const json::Value& value, SourceLocation& place,
                               Catalogue catalogue);

}  // namespace seiload::profile
