#include "rpc/batch.h"

#include <algorithm>
#include <charconv>

#include "base/check.h"
#include "rpc/request.h"

namespace seiload::rpc {
namespace {

constexpr std::size_t kUsual = 128;  // bytes: more than the usual answer has

}  // namespace

void append_with_id(std::string& out, std::uint64_t id, std::string_view request) {
  CHECK(request.starts_with(kRequestStart));
  char head[kRequestHead.size() + 20];
  char* const digits = std::copy(kRequestHead.begin(), kRequestHead.end(), head);
  const auto [end, error] = std::to_chars(digits, head + sizeof head, id);
  out.append(head, end);
  out.append(request.substr(kRequestStart.size()));
}

bool looks_like_batch(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin != std::string_view::npos && text[begin] == '[';
}

BatchReader::BatchReader(std::string_view text) : text_(text) {
  skip_blanks();
  if (!at('[')) {
    ended_ = true;
    return;
  }
  ++at_;
  skip_blanks();
  if (!at(']')) return;
  ++at_;
  skip_blanks();
  ended_ = true;
  whole_ = at_ == text_.size();
}

void BatchReader::skip_blanks() {
  while (at_ < text_.size() &&
         (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t'))
    ++at_;
}

bool BatchReader::next(Answer& answer) {
  if (ended_) return false;
  // The usual answer has one brace of each kind: no need to look for the end with care.
  const std::string_view left = text_.substr(at_);
  const std::size_t brace = left.substr(0, kUsual).find('}');
  if (brace != std::string_view::npos && read_usual_answer(left.substr(0, brace + 1), answer)) {
    at_ += brace + 1;
  } else {
    const std::string_view text = element();
    if (text.empty()) {
      ended_ = true;
      return false;
    }
    answer = read_answer(text);
  }
  skip_blanks();
  if (at(',')) {
    ++at_;
    skip_blanks();
    return true;
  }
  ended_ = true;
  if (at(']')) {
    ++at_;
    skip_blanks();
    whole_ = at_ == text_.size();
  }
  return true;
}

// Up to the comma or bracket that ends it, by brackets outside of strings; whether it is JSON is
// read_answer()'s to say.
std::string_view BatchReader::element() {
  const std::size_t begin = at_;
  std::size_t depth = 0;
  bool in_string = false;
  for (; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    if (in_string) {
      if (c == '\\')
        ++at_;
      else if (c == '"')
        in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (depth == 0 && (c == ',' || c == ']')) {
      return text_.substr(begin, at_ - begin);
    } else if (c == '}' || c == ']') {
      if (depth == 0) return {};
      --depth;
    }
  }
  at_ = text_.size();
  return {};
}

BatchRest rest_of_batch(int http_status, std::string_view body, bool is_array, const Answer& stray) {
  BatchRest rest{measure::Outcome::answer_missing, "the batch response has no entry for this request"};
  const bool is_stray = stray.kind == Answer::Kind::error;
  const Answer answer = is_array ? stray : read_answer(body);
  if (http_status == 413) {
    rest.detail = answer.kind == Answer::Kind::error ? answer.message : "HTTP status 413";
    rest.outcome = measure::Outcome::batch_refused;
    return rest;
  }
  if (is_array && !is_stray && http_status == 200) return rest;
  if (answer.kind == Answer::Kind::result)
    return {measure::Outcome::bad_json, "the answer to a batch is not an array"};
  rest.outcome = classify_send_answer(http_status, answer, std::nullopt, rest.detail);
  // These codes are about the request as such (section 5.1): a server without batches reads an array as no
  // request.
  constexpr std::int64_t kParseError = -32700, kInvalidRequest = -32600, kNoMethod = -32601,
                         kInvalidParams = -32602;
  const bool of_request = answer.code == kParseError || answer.code == kInvalidRequest ||
                          answer.code == kNoMethod || answer.code == kInvalidParams;
  const bool is_vague = rest.outcome == measure::Outcome::other_error ||
                        rest.outcome == measure::Outcome::invalid ||
                        rest.outcome == measure::Outcome::method_missing;
  if (answer.kind == Answer::Kind::error && of_request && is_vague)
    rest.outcome = measure::Outcome::batch_refused;
  return rest;
}

}  // namespace seiload::rpc
