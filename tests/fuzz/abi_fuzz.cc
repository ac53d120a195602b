// Any bytes as a signature, as a contract's artifact and as what a revert returned: reading ends within its
// bounds, what is accepted is canonical and reads back as itself, and a call of it can be compiled or is
// refused with a place.

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/check.h"
#include "eth/abi_type.h"
#include "eth/revert.h"
#include "profile/artifact.h"
#include "profile/decode_contracts.h"
#include "workload/call.h"

namespace {

using namespace seiload;

void check_signature(std::string_view text) {
  const auto signature = eth::abi::parse_signature(text);
  if (!signature) return CHECK(!signature.error().message.empty());
  const std::string canonical = signature->text();
  const auto again = eth::abi::parse_signature(canonical);
  // uint becomes uint256: of a text near the limit, the canonical one may be beyond it.
  if (canonical.size() <= eth::abi::kMaxTypeText) CHECK(again && again->text() == canonical);
  CHECK(signature->parameters.head_size() <= eth::abi::kMaxTypeWords * 32);
}

void check_artifact(std::string_view text) {
  const auto artifact = profile::parse_artifact(text);
  if (!artifact) return;
  CHECK(!artifact->code.empty());
  for (const auto* list : {&artifact->functions, &artifact->errors})
    for (const std::string& one : *list) CHECK(eth::abi::parse_signature(one));
  CHECK(artifact->constructor_types.empty() || eth::abi::parse_type(artifact->constructor_types));
}

void check_revert(base::ByteSpan data) {
  static const std::vector<eth::abi::Signature> errors = {
      *eth::abi::parse_signature("Error(string)"),
      *eth::abi::parse_signature("E((uint8,bytes[])[],string[2],int256)")};
  // An address, a number or a few empty brackets may follow the last character that fits.
  CHECK(eth::describe_revert(data, errors).size() < 10 * eth::kMaxRevertText);
}

// "SIGNATURE\nARGUMENT\nARGUMENT..."
void check_call(std::string_view text) {
  profile::ScenarioConfig scenario;
  scenario.record_count = 10;
  scenario.key_distribution.emplace();
  scenario.size_buckets = {0, 7, 100};
  scenario.size_distribution.emplace();
  profile::CallConfig& call = scenario.call.emplace();
  call.to.text = "{receiver}";
  call.function.text = text.substr(0, text.find('\n'));
  if (call.function.text.empty()) return;  // a plain transfer
  while (text.find('\n') != std::string_view::npos && call.args.size() < 16) {
    text.remove_prefix(text.find('\n') + 1);
    auto argument = profile::parse_argument(text.substr(0, text.find('\n')));
    if (!argument) return;
    call.args.push_back(*std::move(argument));
  }
  const workload::CallEnvironment environment;
  workload::CallProblem problem;
  const auto made =
      workload::Call::make(workload::plan_calls(scenario)[0], {scenario, environment, {}, 10}, problem);
  if (!made) return CHECK(!problem.message.empty());
  workload::Intent intent;
  made->write({.number = 3, .unix_seconds = 5, .turn = 2, .seed = 9}, intent);
  intent.set_nonce(~std::uint64_t{0});
  CHECK(intent.data.size() >= 4 && intent.data.size() <= workload::CallTemplate::kMaxSize);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const base::ByteSpan rest(data + 1, size - 1);
  const std::string_view text = base::as_text(rest);
  switch (data[0] % 4) {
    case 0:
      check_signature(text);
      break;
    case 1:
      check_artifact(text);
      break;
    case 2:
      check_revert(rest);
      break;
    default:
      check_call(text);
  }
  return 0;
}
