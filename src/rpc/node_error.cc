#include "rpc/node_error.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <optional>

#include "rpc/node_wordings.h"
#include "rpc/transaction_wordings.h"

namespace seiload::rpc {
namespace {

// A message is looked at in lower case without anything but letters and digits, so that "nonce too low",
// "NonceTooLow", "NONCE_TOO_LOW" and "nonce-too-low" are one wording; a blank stays only between two numbers.
class Squeezed {
 public:
  explicit Squeezed(std::string_view text) {
    bool gap = false;
    for (std::size_t i = 0; i < text.size() && size_ + 1 < sizeof text_; ++i) {
      char c = text[i];
      if (c == '\\' && i + 1 < text.size()) {  // an escape of JSON: never a letter of a word
        i += text[i + 1] == 'u' ? 5 : 1;
        gap = true;
        continue;
      }
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
      const bool is_digit = c >= '0' && c <= '9';
      if (!is_digit && !(c >= 'a' && c <= 'z')) {
        gap = true;
        continue;
      }
      if (gap && is_digit && size_ > 0 && text_[size_ - 1] >= '0' && text_[size_ - 1] <= '9')
        text_[size_++] = ' ';
      text_[size_++] = c;
      gap = false;
    }
  }

  std::string_view text() const { return {text_, size_}; }

 private:
  char text_[512];
  std::size_t size_ = 0;
};

// The parts between the stars of the pattern are there, in this order.
bool matches(std::string_view text, std::string_view pattern) {
  while (true) {
    const std::size_t star = pattern.find('*');
    const std::string_view part = pattern.substr(0, star);
    const std::size_t at = text.find(part);
    if (at == std::string_view::npos) return false;
    if (star == std::string_view::npos) return true;
    text.remove_prefix(at + part.size());
    pattern.remove_prefix(star + 1);
  }
}

// Which pairs of neighbouring characters a text has. With some hundred wordings that tells nearly all of them
// apart without a search: 0.4 us a message instead of 8.
class Pairs {
 public:
  explicit Pairs(std::string_view text) {
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
      const unsigned pair = index(text[i], text[i + 1]);
      bits_[pair / 64] |= std::uint64_t{1} << pair % 64;
    }
  }

  bool has(unsigned pair) const { return (bits_[pair / 64] >> pair % 64 & 1) != 0; }

  static constexpr unsigned index(char first, char second) { return digit(first) * kDigits + digit(second); }

 private:
  static constexpr unsigned kDigits = 37;
  static constexpr unsigned digit(char c) {
    if (c >= 'a' && c <= 'z') return static_cast<unsigned>(c - 'a');
    return c >= '0' && c <= '9' ? 26U + static_cast<unsigned>(c - '0') : 36U;
  }

  std::array<std::uint64_t, (kDigits * kDigits + 63) / 64> bits_{};
};

constexpr std::size_t kWordingCount = std::size(kNodeWordings) + std::size(kTransactionWordings);

constexpr auto kWordings = [] {
  std::array<Wording, kWordingCount> all{};
  std::copy(std::begin(kTransactionWordings), std::end(kTransactionWordings),
            std::copy(std::begin(kNodeWordings), std::end(kNodeWordings), all.begin()));
  return all;
}();

// The first and the last pair of each wording.
constexpr auto kEnds = [] {
  std::array<std::array<std::uint16_t, 2>, kWordingCount> ends{};
  for (std::size_t i = 0; i < kWordingCount; ++i) {
    const std::string_view pattern = kWordings[i].pattern;
    ends[i] = {static_cast<std::uint16_t>(Pairs::index(pattern[0], pattern[1])),
               static_cast<std::uint16_t>(Pairs::index(pattern[pattern.size() - 2], pattern.back()))};
  }
  return ends;
}();

std::optional<measure::Outcome> by_wording(std::string_view text) {
  const Pairs pairs(text);
  for (std::size_t i = 0; i < kWordingCount; ++i)
    if (pairs.has(kEnds[i][0]) && pairs.has(kEnds[i][1]) && matches(text, kWordings[i].pattern))
      return kWordings[i].outcome;
  return std::nullopt;
}

template <std::size_t kCount>
std::optional<std::uint64_t> number_after(std::string_view text,
                                          const std::array<std::string_view, kCount>& words) {
  for (const std::string_view word : words) {
    const std::size_t at = text.find(word);
    if (at == std::string_view::npos) continue;
    const std::size_t digits = text.find_first_of("0123456789", at + word.size());
    if (digits == std::string_view::npos) continue;
    std::uint64_t number = 0;
    if (std::from_chars(text.data() + digits, text.data() + text.size(), number).ec == std::errc())
      return number;
  }
  return std::nullopt;
}

// "invalid nonce; got 7, expected 5": which of the two nonces is higher says what is wrong.
std::optional<measure::Outcome> by_nonces(std::string_view text) {
  constexpr std::array<std::string_view, 7> kExpected = {
      "expected", "accounthasnonceof", "want", "required", "currentnonce", "nextnonce", "shouldbe"};
  constexpr std::array<std::string_view, 8> kGot = {"txhasnonceof", "got",      "actual",   "txnonce",
                                                    "provided",     "received", "butfound", "have"};
  constexpr std::string_view kWrong[] = {"mismatch", "invalid", "incorrect",  "correctnonce",
                                         "wrong",    "bad",     "unexpected", "expected"};
  if (text.find("nonce") == std::string_view::npos && text.find("sequence") == std::string_view::npos)
    return std::nullopt;
  bool is_wrong = false;
  for (const std::string_view word : kWrong) is_wrong = is_wrong || text.find(word) != std::string_view::npos;
  if (!is_wrong) return std::nullopt;
  const auto expected = number_after(text, kExpected), got = number_after(text, kGot);
  return expected && got && *got > *expected ? measure::Outcome::nonce_gap : measure::Outcome::nonce_too_low;
}

std::optional<measure::Outcome> by_text(std::string_view text) {
  const auto outcome = by_wording(text);
  if (outcome && *outcome != measure::Outcome::invalid) return outcome;
  const auto nonce = by_nonces(text);  // "invalid transaction: invalid nonce"
  return nonce ? nonce : outcome;
}

measure::Outcome by_code(std::int64_t code) {
  switch (code) {
    case -32601:
    case -32604:
    case -32004:
      return measure::Outcome::method_missing;
    case 429:
    case -32005:
    case -32007:
    case -32016:
    case -32029:
    case -32605:
    case -32607:
      return measure::Outcome::rate_limited;
    case -32002:
    case -32055:
    case 503:
      return measure::Outcome::starting;
    case 408:
    case 504:
      return measure::Outcome::request_timeout;
    case 413:
      return measure::Outcome::batch_refused;
    case -32602:
      return measure::Outcome::invalid;
    default:
      return measure::Outcome::other_error;
  }
}

}  // namespace

measure::Outcome classify_error(std::int64_t code, std::string_view message, std::string_view data) {
  if (code == -32601) return measure::Outcome::method_missing;
  if (const auto outcome = by_text(Squeezed(message).text())) return *outcome;
  if (!data.empty())
    if (const auto outcome = by_text(Squeezed(data).text())) return *outcome;
  return by_code(code);
}

bool is_passing(measure::Outcome outcome) {
  return outcome == measure::Outcome::rate_limited || outcome == measure::Outcome::starting ||
         outcome == measure::Outcome::request_timeout;
}

}  // namespace seiload::rpc
