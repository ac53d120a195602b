#include "rpc/reply.h"

#include <utility>
#include <vector>

#include "base/text.h"
#include "rpc/batch.h"
#include "rpc/body_text.h"
#include "rpc/node_error.h"

namespace seiload::rpc {
namespace {

constexpr int kOk = 200, kTooLarge = 413, kTooManyRequests = 429, kServerErrors = 500;

bool is_definite(int http_status) {
  return http_status == 401 || http_status == 403 || http_status == kTooLarge || http_status == 301 ||
         http_status == 308;
}

bool is_passing(int http_status) { return http_status == kTooManyRequests || http_status >= kServerErrors; }

measure::Outcome outcome_of(const Answer& error) {
  return classify_error(error.code, error.message, error.data);
}

class ReplyReader {
 public:
  ReplyReader(const Response& answer, const BatchIds& ids, const GiveAnswer& give)
      : answer_(answer), ids_(ids), give_(give) {
    reply_.is_rate_limited = answer.status == kTooManyRequests;
  }

  Reply read() && {
    const bool is_batch = ids_.count > 0;
    if (is_batch && answer_.status == kTooLarge) {
      reply_.kind = Reply::Kind::refused;
    } else if (is_definite(answer_.status)) {
      fail_without_answer();
      reply_.is_definite = true;
    } else if (is_batch && looks_like_batch(answer_.body)) {
      read_batch();
    } else if (const Answer one = read_answer(answer_.body); is_batch) {
      read_whole(one);
    } else if (one.kind == Answer::Kind::invalid) {
      fail_without_answer();
    } else {
      give(0, one);
    }
    return std::move(reply_);
  }

 private:
  void fail(base::Code code, std::string cause) {
    reply_.kind = Reply::Kind::failed;
    reply_.error = {code, std::move(cause)};
  }

  void fail_without_answer() {
    fail(answer_.status == kOk ? base::Code::protocol : base::Code::io, describe(answer_));
  }

  void note_rate_limit(measure::Outcome outcome) {
    reply_.is_rate_limited = reply_.is_rate_limited || outcome == measure::Outcome::rate_limited;
  }

  void give(std::size_t place, const Answer& answer) {
    reply_.is_any_answered = true;
    if (answer.kind == Answer::Kind::error) note_rate_limit(outcome_of(answer));
    give_(place, answer);
  }

  // One answer to a batch of several.
  void read_whole(const Answer& one) {
    if (one.kind == Answer::Kind::error) {
      const measure::Outcome outcome = outcome_of(one);
      note_rate_limit(outcome);
      const bool is_of_batch =
          outcome == measure::Outcome::batch_refused || outcome == measure::Outcome::request_timeout;
      if (!is_of_batch && (rpc::is_passing(outcome) || is_passing(answer_.status)))
        return fail(base::Code::remote, describe_error(one, answer_));
    } else if (one.kind == Answer::Kind::invalid) {
      fail_without_answer();
      if (answer_.status == kOk && !answer_.body.empty()) reply_.kind = Reply::Kind::maybe_refused;
      return;
    }
    reply_.kind = Reply::Kind::refused;  // a server without batches may say anything
  }

  void read_batch() {
    std::vector<bool> given(ids_.count);
    Answer stray;  // an error that is not one of a call
    BatchReader reader(answer_.body);
    for (Answer one; reader.next(one);) {
      if (one.kind == Answer::Kind::invalid) continue;
      const bool is_error = one.kind == Answer::Kind::error;
      if (is_error && outcome_of(one) == measure::Outcome::batch_refused) {
        reply_.kind = Reply::Kind::refused;
        continue;
      }
      const auto place = one.id ? ids_.place_of(*one.id) : std::nullopt;
      if (!place && is_error) stray = one;
      if (!place || given[*place]) continue;
      given[*place] = true;
      give(*place, one);
    }
    const bool is_stray_whole = !reply_.is_any_answered && stray.kind == Answer::Kind::error;
    if (is_stray_whole && reply_.kind == Reply::Kind::answers) read_whole(stray);
  }

  const Response& answer_;
  const BatchIds& ids_;
  const GiveAnswer& give_;
  Reply reply_;
};

}  // namespace

Reply read_reply(const Response& answer, const BatchIds& ids, const GiveAnswer& give) {
  return ReplyReader(answer, ids, give).read();
}

bool is_definite(const Answer& error, int http_status) {
  const measure::Outcome outcome = outcome_of(error);
  return !is_passing(http_status) &&
         (outcome == measure::Outcome::method_missing || outcome == measure::Outcome::unsupported ||
          outcome == measure::Outcome::invalid);
}

std::string describe_error(const Answer& error, const Response& answer) {
  std::string text = node_said(error.message.empty() ? "an error" : error.message, answer.secrets);
  if (error.message.empty()) text += base::cat(" with code ", error.code);
  if (answer.status != kOk) text += base::cat(" (HTTP status ", answer.status, ')');
  return text;
}

}  // namespace seiload::rpc
