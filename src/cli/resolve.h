#pragma once
// From a parsed command line to the profile that is run: reads the profile it names, lets the command line
// win over it (command line, then settings, then default), checks the whole. All problems are found in one
// go.
//
//   const cli::ParsedCommand command = cli::parse(words);
//   const cli::Resolution resolution = cli::resolve(command, read_file, workload::catalogue(), check_url);
//   if (!resolution.problems.empty()) ...each as "seiload: PROBLEM" on stderr, status 2...

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/cron.h"
#include "cli/parse.h"
#include "measure/threshold.h"
#include "profile/finish.h"
#include "run/abort_condition.h"
#include "run/sign.h"

namespace seiload::cli {

// The whole file, of kStandardInput standard input, or an error that names the path and the cause.
inline constexpr std::string_view kStandardInput = "-";
using ReadFile = std::function<base::Result<std::string>(const std::string& path)>;

struct Resolution {
  std::vector<std::string> problems;  // one line each: of the command line, then of the profile by position
  std::vector<std::string> notes;     // one log line each
  profile::Profile profile;           // complete and checked if there are no problems
  std::vector<measure::Threshold> fail_if, slo;
  std::vector<run::AbortCondition> abort_if;
  CronOptions cron;
  run::SignOptions sign;  // of the action sign
};

// For the actions run, check, accounts and sign. The command's own problems come first.
Resolution resolve(const ParsedCommand& command, const ReadFile& read_file, profile::Catalogue catalogue,
                   const profile::EndpointCheck& check_endpoint);

}  // namespace seiload::cli
