#include "rpc/answer.h"

#include <charconv>

#include "json/reader.h"
#include "rpc/node_error.h"
#include "rpc/request.h"

namespace seiload::rpc {
namespace {

using json::Token;

template <class T>
std::optional<T> to_integer(std::string_view digits) {
  T value{};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

// The members of an error object, the reader standing behind its '{'.
bool read_error(json::Reader& reader, Answer& answer) {
  while (true) {
    const Token token = reader.next();
    if (token == Token::end_object) return true;
    if (token != Token::key) return false;
    const std::string_view key = reader.raw();
    if (key != "code" && key != "message") {
      const bool is_data = key == "data";
      const std::string_view value = reader.skip();
      if (value.empty()) return false;
      if (is_data) answer.data = value;
      continue;
    }
    const bool is_code = key == "code";
    switch (reader.next()) {
      case Token::number:
        if (is_code) answer.code = to_integer<std::int64_t>(reader.raw()).value_or(0);
        break;
      case Token::string:
        if (!is_code) answer.message = reader.raw();
        break;
      case Token::begin_object:
      case Token::begin_array:
        if (reader.skip().empty()) return false;
        break;
      case Token::boolean:
      case Token::null:
        break;
      default:
        return false;
    }
  }
}

// Without an early end, and blocks of a fixed size: the compiler makes vectors of them.
bool all_hex(std::string_view text) {
  constexpr std::size_t kBlock = 16;
  const auto is_hex = [](char c) {
    const auto digit = static_cast<unsigned char>(c - '0');
    const auto letter = static_cast<unsigned char>((c | 0x20) - 'a');
    return static_cast<unsigned char>((digit < 10) | (letter < 6));
  };
  unsigned char all = 1;
  for (; text.size() >= kBlock; text.remove_prefix(kBlock)) {
    unsigned char block[kBlock];
    for (std::size_t i = 0; i < kBlock; ++i) block[i] = is_hex(text[i]);
    for (std::size_t i = 0; i < kBlock; ++i) all &= block[i];
  }
  for (const char c : text) all &= is_hex(c);
  return all != 0;
}

bool is_hash(std::string_view result) {
  return result.size() == 68 && result.starts_with("\"0x") && result.back() == '"' &&
         all_hex(result.substr(3, 64));
}

}  // namespace

bool read_usual_answer(std::string_view text, Answer& answer) {
  constexpr std::string_view kResult = ",\"result\":", kPrefix = "\"0x", kEnd = "\"}";
  if (!text.starts_with(kRequestHead) || !text.ends_with(kEnd)) return false;
  const char* const end = text.data() + text.size();
  std::uint64_t id = 0;
  const auto [at, error] = std::from_chars(text.data() + kRequestHead.size(), end, id);
  if (error != std::errc() || text[kRequestHead.size()] == '0') return false;  // JSON has no leading zeros
  const std::string_view rest(at, static_cast<std::size_t>(end - at));
  if (!rest.starts_with(kResult)) return false;
  const std::string_view result = rest.substr(kResult.size(), rest.size() - kResult.size() - 1);
  if (result.size() < kPrefix.size() + 1 || !result.starts_with(kPrefix)) return false;
  if (!all_hex(result.substr(kPrefix.size(), result.size() - kPrefix.size() - 1))) return false;
  answer = Answer();
  answer.kind = Answer::Kind::result;
  answer.id = id;
  answer.result = result;
  return true;
}

Answer read_answer(std::string_view text) {
  Answer answer;
  if (read_usual_answer(text, answer)) return answer;
  json::Reader reader(text, {.max_size = text.size()});
  if (reader.next() != Token::begin_object) return answer;
  Answer::Kind kind = Answer::Kind::invalid;
  bool has_method = false;
  while (true) {
    Token token = reader.next();
    if (token == Token::end_object) break;
    if (token != Token::key) return answer;
    const std::string_view key = reader.raw();
    if (key == "result") {
      answer.result = reader.skip();
      if (answer.result.empty()) return answer;
      if (kind == Answer::Kind::invalid) kind = Answer::Kind::result;
    } else if (key == "error") {
      token = reader.next();
      if (token == Token::null) continue;  // some servers write both members
      if (token == Token::string)
        answer.message = reader.raw();
      else if (token != Token::begin_object || !read_error(reader, answer))
        return answer;
      kind = Answer::Kind::error;
    } else if (key == "id") {
      const std::string_view id = reader.skip();
      if (id.empty()) return answer;
      answer.id = to_integer<std::uint64_t>(id);
    } else {
      has_method = has_method || key == "method";
      if (reader.skip().empty()) return answer;
    }
  }
  if (reader.next() != Token::end) return answer;
  answer.kind = kind;
  answer.is_notification = kind == Answer::Kind::invalid && has_method;
  return answer;
}

std::optional<base::Uint256> read_quantity(std::string_view result) {
  if (result.size() < 2 || result.front() != '"' || result.back() != '"') return std::nullopt;
  return base::Uint256::from_quantity(result.substr(1, result.size() - 2));
}

measure::Outcome classify_send_answer(int http_status, const Answer& answer, std::optional<std::uint64_t> id,
                                      std::string_view& detail) {
  constexpr std::string_view kOtherId = "the answer has another id than the request";
  if (answer.kind == Answer::Kind::error) {
    // An error without an id is the answer to a request that was not understood (section 5).
    if (id && answer.id && answer.id != id) return detail = kOtherId, measure::Outcome::bad_json;
    detail = answer.message;
    if (http_status == 429) return measure::Outcome::rate_limited;
    const measure::Outcome outcome = classify_error(answer.code, answer.message, answer.data);
    // A gateway's own words about a request that it had passed on.
    const bool is_gateway = http_status == 502 || http_status == 504;
    return is_gateway && outcome == measure::Outcome::other_error ? measure::http_outcome(http_status)
                                                                  : outcome;
  }
  // A result counts whatever the status: some servers answer 201 or 202, some proxies make it 500.
  const bool has_hash = answer.kind == Answer::Kind::result && is_hash(answer.result);
  if (has_hash && (!id || answer.id == id)) return measure::Outcome::accepted;
  if (http_status == 429) return detail = "HTTP status 429", measure::Outcome::rate_limited;
  if (http_status != 200)
    return detail = "HTTP status without a JSON-RPC answer", measure::http_outcome(http_status);
  if (answer.kind == Answer::Kind::invalid)
    return detail = "the body is not a JSON-RPC answer", measure::Outcome::bad_json;
  if (id && answer.id != id) return detail = kOtherId, measure::Outcome::bad_json;
  return detail = "the result is not a transaction hash", measure::Outcome::bad_json;
}

}  // namespace seiload::rpc
