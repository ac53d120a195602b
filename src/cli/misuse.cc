#include "cli/misuse.h"

#include <algorithm>

#include "base/text.h"
#include "cli/options.h"
#include "workload/catalogue.h"

namespace seiload::cli {
namespace {

using base::cat;
using base::quote;

std::string meant_by(std::string_view word, std::string_view program) {
  const auto is_one_of = [&](std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view one) { return base::equals_ignoring_case(one, word); });
  };
  if (is_one_of({"help", "usage"})) return cat("write '", program, " --help'");
  if (is_one_of({"true", "false"}))
    return cat("the value of a flag is written with '=': --dry-run=", base::to_lower(word));
  if (program != "seiload") return {};
  if (is_one_of({"version"})) return "write 'seiload --version'";
  if (is_one_of({"run", "start", "load", "send", "bench"}))
    return "a run needs no command: write 'seiload -e URL --scenario NAME'";
  if (is_one_of({"check", "validate"})) return "write 'seiload --check -c PROFILE'";
  if (std::any_of(std::begin(kCommandNames), std::end(kCommandNames),
                  [&](std::string_view one) { return base::equals_ignoring_case(one, word); }))
    return cat("a command is the first word: write 'seiload ", base::to_lower(word), "'");
  if (word.find("://") != std::string_view::npos || word.ends_with(".ipc") ||
      base::to_lower(word).starts_with("localhost"))
    return "an endpoint is given with -e: write 'seiload -e URL --scenario NAME'";
  if (word.ends_with(".json"))
    return cat("a profile is given with -c: write ", quote(cat("seiload -c ", word)));
  if (const auto* scenario = profile::find_scenario(workload::catalogue(), word.substr(0, word.find('='))))
    return cat("a scenario is given with --scenario: write 'seiload -e URL --scenario ", scenario->name, "'");
  return {};
}

}  // namespace

std::string explain_operand(std::string_view word, std::string_view program) {
  const std::string meant = meant_by(word, program);
  const std::string hint = !meant.empty()         ? cat("; ", meant)
                           : program == "seiload" ? base::did_you_mean(word, kCommandNames)
                                                  : std::string();
  return cat(quote(word), ": unexpected argument", hint);
}

}  // namespace seiload::cli
