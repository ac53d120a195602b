#include "mockchain/methods.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "json/writer.h"
#include "mockchain/call.h"

namespace seiload::mockchain {
namespace {

using base::cat;
using json::Value;

constexpr std::size_t kMaxBatchAnswer = 25'000'000;  // bytes; geth's default

void append_failure(std::string& out, std::string_view id, int code, std::string_view message) {
  out += cat(R"({"jsonrpc":"2.0","id":)", id, R"(,"error":{"code":)", code, R"(,"message":)");
  json::append_string(out, message);
  out += "}}";
}

// The id as it is to be written; "null" for one that no request may have.
std::string id_text(const Value* id) {
  if (id == nullptr) return "null";
  if (id->number() != nullptr) return id->number()->text;
  if (id->string() == nullptr) return "null";
  std::string text;
  json::append_string(text, *id->string());
  return text;
}

std::string disorder(std::vector<std::string_view> answers, const BatchFaults& faults) {
  const auto at = [&](std::uint64_t place) { return answers.begin() + static_cast<std::ptrdiff_t>(place); };
  if (faults.drop_one) answers.erase(at(faults.draw % answers.size()));
  if (faults.reorder && answers.size() > 1)
    std::rotate(answers.begin(), at(1 + faults.draw % (answers.size() - 1)), answers.end());
  std::string out(1, '[');
  for (const std::string_view answer : answers) out += cat(out.size() > 1 ? "," : "", answer);
  return out += ']';
}

}  // namespace

Methods::Answer Methods::answer(std::string_view text, const Caller& caller) const {
  Answer answer;
  std::string& out = answer.text;
  const auto parsed = json::parse(text, {.max_depth = 32});
  if (!parsed) {
    append_failure(out, "null", kParseError, "parse error");
    return answer;
  }
  const json::Array* batch = parsed->array();
  if (batch == nullptr) {
    answer_one(*parsed, caller, answer);
    return answer;
  }
  if (batch->empty() || batch->size() > kMaxBatch) {
    append_failure(out, "null", kInvalidRequest, batch->empty() ? "empty batch" : "batch too large");
    return answer;
  }
  out += '[';
  std::vector<std::size_t> begins;  // of the answers
  for (const Value& request : *batch) {
    const std::size_t begin = out.size();
    if (begin > kMaxBatchAnswer)
      append_failure(out, id_text(request.find("id")), kTooLarge, "response too large");
    else
      answer_one(request, caller, answer);
    if (out.size() == begin) continue;  // a notification
    begins.push_back(begin);
    out += ',';
  }
  if (begins.empty()) out.clear();
  if (begins.empty()) return answer;
  out.back() = ']';
  if (!caller.faults.drop_one && !caller.faults.reorder) return answer;
  std::vector<std::string_view> answers;
  for (std::size_t i = 0; i < begins.size(); ++i) {
    const std::size_t end = i + 1 < begins.size() ? begins[i + 1] : out.size();
    answers.push_back(std::string_view(out).substr(begins[i], end - 1 - begins[i]));
  }
  answer.text = disorder(std::move(answers), caller.faults);
  return answer;
}

// The result is written where it stays: it may be megabytes. What turns out to be none is taken back.
void Methods::answer_one(const Value& request, const Caller& caller, Answer& answer) const {
  std::string& out = answer.text;
  static const json::Array kNone;
  const Value* method = request.find("method");
  const Value* params = request.find("params");
  const Value* id = request.find("id");
  const bool no_params = params == nullptr || params->is_null();
  if (method == nullptr || method->string() == nullptr)
    return append_failure(out, id_text(id), kInvalidRequest, "invalid request");
  if (!no_params && params->array() == nullptr)
    return append_failure(out, id_text(id), kInvalidParams, "non-array args");
  const std::size_t begin = out.size();
  out += cat(R"({"jsonrpc":"2.0","id":)", id_text(id), R"(,"result":)");
  Call call(chain_, faults_, started_, caller, no_params ? kNone : *params->array(), out);
  const bool known = call.run(*method->string());
  answer.cost += call.cost();
  answer.wait = std::max(answer.wait, call.wait());
  if (known && !call.failure() && id != nullptr) return static_cast<void>(out += '}');
  out.resize(begin);
  if (id == nullptr) return;  // a notification
  if (!known)
    return append_failure(out, id_text(id), kNoMethod,
                          cat("the method ", *method->string(), " does not exist/is not available"));
  append_failure(out, id_text(id), call.failure()->code, call.failure()->message);
}

}  // namespace seiload::mockchain
