#pragma once
// The JSON Schema (draft 2020-12) of the JSON report, from the fields that fields.h and chain_fields.h
// declare: what it has not, parse_summary() refuses, too.

#include <string>

namespace seiload::measure {

// Ends with a line break.
std::string json_schema();

}  // namespace seiload::measure
