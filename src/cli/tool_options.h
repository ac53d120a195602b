#pragma once
// The options of the commands in cli/tools.h.

#include "cli/options.h"

namespace seiload::cli {

// One row an option, not one line a field.
// clang-format off
inline constexpr Option kFormat{
    .name = "format", .argument = "F", .topic = Topic::output,
    .help = "text: as a run prints it; json; csv: a row each interval; html: a page with charts (default "
            "text)"};
inline constexpr Option kHistogram{
    .name = "histogram", .argument = "F", .topic = Topic::output,
    .help = "csv: instead of the report its histograms, a row each bucket"};
inline constexpr Option kSchema{
    .name = "schema", .topic = Topic::output,
    .help = "print the JSON Schema of JSON reports, and read none"};
inline constexpr Option kFailIfChanged{
    .name = "fail-if", .argument = "CONDITION", .topic = Topic::output,
    .help = "exit with status 3 if this holds beyond the noise, as in 'p99 > +10%', 'tps < -5%', or of the "
            "new report alone, 'p99 > 500ms'; repeatable", .repeatable = true};
// clang-format on

}  // namespace seiload::cli
