#include "cli/cron.h"

#include "base/redact.h"
#include "base/text.h"
#include "cli/options.h"

namespace seiload::cli {
namespace {

constexpr std::uint64_t kMaxCompared = 1000;

}  // namespace

bool Cron::take(const Given& given, profile::Draft& draft) {
  const auto problem = [&](std::string text) { draft.problems.add({given.spelt}, std::move(text)); };
  if (given.option == &kLock || given.option == &kAppend) {
    if (given.text.empty() || given.text.find("://") != std::string::npos)
      problem(base::cat("expected a file, got ", base::quote(base::redact_url(given.text))));
    (given.option == &kLock ? options_.lock : options_.history.append) = given.text;
  } else if (given.option == &kLockWait) {
    wait_ = {given.spelt};
    const auto time = base::parse_duration(given.text);
    if (!time) problem(base::cat("expected a duration such as 10s, got ", base::quote(given.text)));
    options_.lock_wait = time.value_or(base::Duration(0));
  } else if (given.option == &kCompareLast) {
    compare_ = {given.spelt};
    auto count = profile::parse_whole(given.text, 1, kMaxCompared);
    if (count)
      options_.history.compare_last = *count;
    else
      problem(std::move(count).error().message);
  } else {
    return false;
  }
  return true;
}

void Cron::finish(profile::Draft& draft) const {
  if (!draft.problems.empty()) return;
  if (wait_.given() && options_.lock.empty()) draft.problems.add(wait_, "needs --lock");
  if (compare_.given() && options_.history.append.empty())
    draft.problems.add(compare_, "needs --append, whose reports it compares with");
}

}  // namespace seiload::cli
