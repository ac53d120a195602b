#include "net/http_grammar.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace seiload::test {
namespace {

using base::cat;

TEST(HttpGrammar, StatusLines) {
  const struct {
    std::string_view line, want;
  } kCases[] = {
      {"HTTP/1.1 200 OK", "1 200 'OK'"},
      {"HTTP/1.0 404 Not Found", "0 404 'Not Found'"},
      {"HTTP/1.1 200 ", "1 200 ''"},
      {"HTTP/1.1 200", "1 200 ''"},
      {"HTTP/1.9 999 \xff", "9 999 '\xff'"},
      {"HTTP/2.0 200 OK", "HTTP version 2.0 is not one of HTTP/1"},
      {"HTTP/1.1 099 X", "malformed status line 'HTTP/1.1 099 X'"},
      {"HTTP/1.1 20", "malformed status line 'HTTP/1.1 20'"},
      {"HTTP/1.1  200", "malformed status line 'HTTP/1.1  200'"},
      {"HTTP/1.1 2000", "malformed status line 'HTTP/1.1 2000'"},
      {"HTTP/1.x 200 OK", "malformed status line 'HTTP/1.x 200 OK'"},
      {"HTTP/11 2000 OK", "malformed status line 'HTTP/11 2000 OK'"},
  };
  for (const auto& c : kCases) {
    const auto read = net::parse_status_line(c.line);
    EXPECT_EQ(
        read ? cat(read->minor_version, ' ', read->status, " '", read->reason, '\'') : read.error().message,
        c.want);
  }
  using namespace std::string_view_literals;
  EXPECT_FALSE(net::parse_status_line("HTTP/1.1 200 a\0b"sv));
  EXPECT_FALSE(net::parse_status_line("HTTP/1.1 200 a\rb"));
}

TEST(HttpGrammar, ContentLengths) {
  const struct {
    std::string_view first, second, want;
  } kCases[] = {
      {"5", "5", "5"},
      {"5, 5", "5", "5"},
      {"0", "0", "0"},
      {"18446744073709551615", "18446744073709551615", "18446744073709551615"},
      {"5", "6", "Content-Length is 5 and 6"},
      {"5, 6", "5", "Content-Length is 5 and 6"},
      {"+5", "5", "Content-Length '+5' is not a number"},
      {"18446744073709551616", "5", "Content-Length '18446744073709551616' is not a number"},
      {"x, 5", "5", "Content-Length 'x, 5' is not a number"},
  };
  for (const auto& c : kCases) {
    std::optional<std::uint64_t> length;
    auto status = net::read_content_length(c.first, length);
    if (status) status = net::read_content_length(c.second, length);
    EXPECT_EQ(status ? std::to_string(length.value()) : status.error().message, c.want);
  }
}

TEST(HttpGrammar, ChunkSizes) {
  const struct {
    std::string_view line, want;
  } kCases[] = {
      {"0", "0"},
      {"1aF", "431"},
      {"5;name=value", "5"},
      {"5 ;a", "5"},
      {"5  ", "5"},
      {"ffffffffffffffff", "18446744073709551615"},
      {"0ffffffffffffffff", "18446744073709551615"},
      {"1ffffffffffffffff", "malformed chunk size '1ffffffffffffffff'"},
      {"", "malformed chunk size ''"},
      {" 5", "malformed chunk size ' 5'"},
      {"-5", "malformed chunk size '-5'"},
      {"0x5", "malformed chunk size '0x5'"},
      {"5 a", "malformed chunk size '5 a'"},
  };
  for (const auto& c : kCases) {
    const auto size = net::parse_chunk_size(c.line, true);
    EXPECT_EQ(size ? std::to_string(*size) : size.error().message, c.want);
  }
  EXPECT_FALSE(net::parse_chunk_size("5", false));
  EXPECT_FALSE(net::parse_chunk_size("5;a\x01", true));
}

TEST(HttpGrammar, FieldValues) {
  for (const std::string_view good : {"", "a b\tc", "\x80\xff", "\"x\""})
    EXPECT_TRUE(net::is_field_value(good));
  using namespace std::string_view_literals;
  for (const std::string_view bad : {"\0"sv, "a\x1f"sv, "\x7f"sv, "\r"sv})
    EXPECT_FALSE(net::is_field_value(bad));
  EXPECT_EQ(net::trim_blanks(" \ta b\t "), "a b");
  EXPECT_EQ(net::trim_blanks(" \t"), "");
}

}  // namespace
}  // namespace seiload::test
