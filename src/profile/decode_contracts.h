#pragma once
// The decoding of a profile's own contracts and calls, a part of decode.h.

#include "profile/call_config.h"
#include "profile/fields.h"

namespace seiload::profile {

std::vector<ContractConfig> decode_contracts(Fields& fields, const json::Value& value, const Place& place);
std::vector<SetupCall> decode_setup(Fields& fields, const json::Value& value, const Place& place);

// The arguments of a call: texts, numbers, booleans and arrays of them.
std::vector<Argument> decode_arguments(Fields& fields, const json::Value& value, const Place& place);

// A text, or a number as its digits.
Text decode_text_or_number(Fields& fields, const json::Value& value, const Place& place);

}  // namespace seiload::profile
