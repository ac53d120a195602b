#include "chain/send_many.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace seiload::chain {
namespace {

struct Running {
  Running(std::size_t place, SetUpJob the_job, sys::TimePoint now, const TransactionCourse::Pace& pace)
      : i(place), job(std::move(the_job)), course(job.transaction, job.sender, now, pace) {}

  const std::size_t i;
  const SetUpJob job;
  TransactionCourse course;
};

}  // namespace

base::Status send_many(const ManyJobs& jobs, const NodeCalls& ask, const sys::Clock& clock,
                       const sys::Event& stop, const TransactionCourse::Pace& pace) {
  std::vector<std::unique_ptr<Running>> running;
  std::size_t begun = 0;
  base::Status failure;
  while (true) {
    if (stop.is_set()) return sys::stopped_error();
    for (; failure && begun < jobs.count && running.size() < jobs.in_flight; ++begun)
      running.push_back(std::make_unique<Running>(begun, jobs.at(begun), clock.now(), pace));
    if (running.empty()) return failure;
    std::vector<rpc::Call> calls;
    std::vector<Running*> asking;
    sys::TimePoint wake = sys::kNever;
    const sys::TimePoint now = clock.now();
    for (const auto& one : running) {
      auto question = one->course.next(now);
      if (question) {
        calls.push_back({question->method, std::move(question->params)});
        asking.push_back(one.get());
      } else if (!one->course.is_done()) {
        wake = std::min(wake, one->course.wake_at());
      }
    }
    if (!calls.empty()) {
      const auto replies = ask(calls);
      for (const auto& reply : replies)
        if (!reply && reply.error().code == base::Code::stopped) return reply.error();
      for (std::size_t i = 0; i < asking.size(); ++i) asking[i]->course.take(replies[i], clock.now());
    }
    const auto ended = std::stable_partition(running.begin(), running.end(),
                                             [](const auto& one) { return !one->course.is_done(); });
    const bool any_ended = ended != running.end();
    for (auto one = ended; one != running.end(); ++one) {
      auto status = jobs.on_end((*one)->i, (*one)->job, (*one)->course.result());
      if (!status && failure) failure = std::move(status);
    }
    running.erase(ended, running.end());
    if (calls.empty() && !any_ended) clock.wait_for(stop, wake);
  }
}

}  // namespace seiload::chain
