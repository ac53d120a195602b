#pragma once
// The one table of options. A row knows an option's name on the command line, its key in a profile's
// settings, its type, range, meaning and the member of Settings it sets; the command line, the profile's
// decoding, --help, --check and the manual's test all read it here. cli/ adds rows of its own for what is no
// setting (--config, --help...).

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "profile/settings.h"

namespace seiload::profile {

// The commands that share the one table of options (the others have tables of their own); a set of commands
// is their bits together.
inline constexpr unsigned kOfRun = 1, kOfAccounts = 2, kOfSign = 4, kOfFund = 8, kOfSweep = 16,
                          kOfAccountCommands = kOfAccounts | kOfFund | kOfSweep,
                          kOfAll = kOfRun | kOfSign | kOfAccountCommands;

enum class Topic { target, load, contracts, accounts, connections, output, watching, files, general };

using Field = std::variant<std::monostate, bool Settings::*, double Settings::*, std::uint64_t Settings::*,
                           base::Duration Settings::*, std::optional<base::Duration> Settings::*,
                           std::string Settings::*, ArrivalModel Settings::*, ReportFormat Settings::*,
                           ReceiptMode Settings::*, std::vector<std::string> Settings::*>;

struct Option {
  std::string_view name;           // "tps", for --tps
  std::string_view alias = {};     // another spelling of the name
  char letter = 0;                 // 't', for -t
  std::string_view key = {};       // "tps", for settings.tps
  std::string_view argument = {};  // "N", "D", "FILE"; empty for a flag
  Topic topic = Topic::general;
  std::string_view help = {};  // one sentence without its default
  Field field = {};            // nothing: no setting
  // The range: of a number, or of a duration in nanoseconds. A fractional number may be as small as
  // kMinFraction.
  std::uint64_t least = 0;
  std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  bool built = true;  // false: known, and refused with "not built yet" where it would do anything
  // On the command line it needs that of this name; a profile may hold it without, then it means nothing.
  std::string_view requires_option = {};
  bool repeatable = false;     // each use adds; else the last one counts
  unsigned commands = kOfRun;  // that take it
  // What is wrong with a text; nothing where it may be any. Of a list, each of its elements.
  base::Status (*check)(std::string_view text) = nullptr;
};

inline constexpr double kMinFraction = 1e-6;
inline constexpr std::uint64_t kMaxFraction = 1'000'000'000;  // of a fractional number

inline constexpr std::string_view kFlushDelay = "post-summary-flush-delay";

// The rows that are settings, in the order of --help.
std::span<const Option> setting_options();

inline bool is_flag(const Option& option) { return option.argument.empty(); }
// Its field is a list of texts: assign() adds one.
inline bool is_list(const Option& option) {
  return std::holds_alternative<std::vector<std::string> Settings::*>(option.field);
}
// Its texts are header lines, "Name: value", whose values are secret.
inline constexpr std::string_view kHeader = "header";

// Sets the option's field from text as on the command line; a flag takes true or false (or 1, 0, t, f). The
// error is "expected WHAT, got 'TEXT'", nothing is changed then. Requires a field.
base::Status assign(Settings& settings, const Option& option, std::string_view text);

// Empties the list that the option's field is.
void clear_list(Settings& settings, const Option& option);

// The field's value as text that assign() takes back; of a list with commas between. Not of kHeader.
std::string show(const Settings& settings, const Option& option);

// What assign() wants: "a number >= 0", "a duration such as 10s, from 1ms to 1h".
std::string expected(const Option& option);

// The words that the field takes, of a field that is one of several; else none.
std::span<const std::string_view> choices(const Option& option);

// Whether the field's value asks for nothing: false, 0, 0s, empty.
bool is_unset(const Settings& settings, const Option& option);

// Whether a profile has it as a JSON string (text, durations, choices), not as a number or boolean as show()
// gives it.
bool is_json_string(const Option& option);

// The checks of assign() for numbers that are no settings.
base::Result<std::uint64_t> parse_whole(std::string_view text, std::uint64_t least, std::uint64_t most);
base::Result<bool> parse_flag(std::string_view text);  // true, false, 1, 0, t, f...
std::string expected_whole(std::uint64_t least, std::uint64_t most);

}  // namespace seiload::profile
