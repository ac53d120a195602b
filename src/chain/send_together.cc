#include "chain/send_together.h"

#include <algorithm>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace seiload::chain {
namespace {

// What the courses ask in one round. Equal questions, such as all those for the latest block, are asked once.
class Round {
 public:
  void add(std::size_t course, TransactionCourse::Question question) {
    const auto [at, is_new] = call_of_.try_emplace({question.method, question.params}, calls_.size());
    askers_.push_back({course, at->second});
    if (is_new) calls_.push_back({question.method, std::move(question.params)});
  }

  bool is_empty() const { return calls_.empty(); }

  base::Status ask(const NodeCalls& ask, const sys::Clock& clock, std::deque<TransactionCourse>& courses) {
    const std::vector<base::Result<NodeReply>> replies = ask(calls_);
    const sys::TimePoint now = clock.now();
    for (const Asker& asker : askers_) {
      const base::Result<NodeReply>& reply = replies[asker.call];
      if (!reply && reply.error().code == base::Code::stopped) return reply.error();
      courses[asker.course].take(reply, now);
    }
    return {};
  }

 private:
  struct Asker {
    std::size_t course, call;
  };

  std::vector<rpc::Call> calls_;
  std::map<std::pair<std::string_view, std::string>, std::size_t> call_of_;
  std::vector<Asker> askers_;
};

}  // namespace

base::Result<std::vector<SetUpReceipt>> send_together(std::span<const AccountTransaction> transactions,
                                                      const NodeCalls& ask, const sys::Clock& clock,
                                                      const sys::Event& stop,
                                                      const TransactionCourse::Pace& pace) {
  std::deque<TransactionCourse> courses;  // which stay where they are
  for (const AccountTransaction& one : transactions)
    courses.emplace_back(one.transaction, one.sender, clock.now(), pace);
  while (true) {
    if (stop.is_set()) return sys::stopped_error();
    Round round;
    sys::TimePoint wake_at = sys::kNever;
    bool are_done = true;
    for (std::size_t i = 0; i < courses.size(); ++i) {
      TransactionCourse& course = courses[i];
      if (auto question = course.next(clock.now())) {
        round.add(i, *std::move(question));
      } else if (!course.is_done()) {
        wake_at = std::min(wake_at, course.wake_at());
      } else if (auto receipt = course.result(); !receipt) {
        return std::move(receipt).error();
      }
      are_done = are_done && course.is_done();
    }
    if (are_done) break;
    if (round.is_empty())
      clock.wait_for(stop, wake_at);
    else if (auto status = round.ask(ask, clock, courses); !status)
      return std::move(status).error();
  }
  std::vector<SetUpReceipt> receipts;
  receipts.reserve(courses.size());
  for (const TransactionCourse& course : courses) receipts.push_back(*course.result());
  return receipts;
}

}  // namespace seiload::chain
