#pragma once
// The decoding of a profile's own contracts and calls, a part of decode.h.

#include "profile/call_config.h"
#include "profile/fields.h"

namespace seiload::profile {

std::vector<ContractConfig> decode_contracts(Fields& fields, const json::Value& value,
                                             const SourceLocation& place);
std::vector<SetupCall> decode_setup(Fields& fields, const json::Value& value, const SourceLocation& place);

// The arguments of a call: texts, numbers, booleans and arrays of them.
std::vector<Argument> decode_arguments(Fields& fields, const json::Value& value, const SourceLocation& place);

// An argument of a command line: a JSON array where it begins as one, else a text.
base::Result<Argument> parse_argument(std::string_view text);

// Not empty, no address, and without what placeholders are written with.
bool is_contract_name(std::string_view text);

// A text, or a number as its digits.
Text decode_text_or_number(Fields& fields, const json::Value& value, const SourceLocation& place);

}  // namespace seiload::profile
