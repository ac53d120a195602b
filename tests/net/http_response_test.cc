#include "net/http_response.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/random.h"
#include "base/text.h"

namespace seiload::net {
namespace {

using Fault = HttpResponseParser::Fault;
using State = HttpResponseParser::State;

// Everything there is to know about the responses in `input`, as text. Pieces of 1 to `piece` bytes, drawn by
// `seed` unless that is 0.
std::string read_in_pieces(std::string_view input, const HttpResponseParser::Limits& limits, bool end,
                           std::size_t piece, std::uint64_t seed) {
  HttpResponseParser parser(limits);
  base::Random random(seed);
  std::string out;
  const auto tell = [&] {
    if (parser.state() == State::failed) {
      constexpr std::string_view kFaults[] = {"none", "malformed", "too large", "truncated"};
      out += base::cat(kFaults[static_cast<int>(parser.fault())], ": ", parser.fault_text());
      return;
    }
    if (parser.state() == State::head) return;
    constexpr std::string_view kFramings[] = {"none", "length", "chunked", "close"};
    out += base::cat("1.", parser.minor_version(), ' ', parser.status(), " (", parser.reason(), ")");
    for (std::size_t i = 0; i < parser.header_count(); ++i)
      out += base::cat(" {", parser.header(i).name, '=', parser.header(i).value, '}');
    out += base::cat(' ', kFramings[static_cast<int>(parser.framing())], " [", parser.body(), ']');
    for (std::size_t i = 0; i < parser.trailer_count(); ++i)
      out += base::cat(" {", parser.trailer(i).name, '=', parser.trailer(i).value, '}');
    out += parser.state() != State::complete ? " ..." : parser.keep_alive() ? " keep; " : " end; ";
  };
  while (!input.empty() && parser.state() != State::failed) {
    std::string_view bytes = input.substr(0, seed == 0 ? piece : 1 + random.below(piece));
    input.remove_prefix(bytes.size());
    while (!bytes.empty() && parser.state() != State::failed) {
      bytes.remove_prefix(parser.feed(bytes));
      if (parser.state() != State::complete) continue;
      tell();
      parser.start();
    }
  }
  if (end && parser.state() != State::failed && (parser.state() != State::head || out.empty()))
    parser.finish();
  if (parser.state() != State::complete || end) tell();
  return out;
}

// The same by every cut; then says what it is. With `end`, the connection ends after the input.
std::string read(std::string_view input, bool end = false, const HttpResponseParser::Limits& limits = {}) {
  const std::string whole = read_in_pieces(input, limits, end, input.size() + 1, 0);
  for (std::size_t piece = 1; piece <= 17; ++piece)
    EXPECT_EQ(read_in_pieces(input, limits, end, piece, 0), whole) << "pieces of " << piece;
  for (std::uint64_t seed = 1; seed <= 50; ++seed)
    EXPECT_EQ(read_in_pieces(input, limits, end, 1 + seed * 2, seed), whole)
        << "random pieces, seed " << seed;
  for (std::size_t cut = 1; cut < std::min<std::size_t>(input.size(), 300); ++cut) {
    HttpResponseParser parser(limits);
    if (parser.feed(input.substr(0, cut)) < cut || parser.state() == State::failed) break;
    parser.finish();
    EXPECT_TRUE(parser.state() == State::complete || parser.fault() == Fault::truncated)
        << "cut after " << cut;
  }
  return whole;
}

TEST(HttpResponse, ReadsWhatIsThere) {
  const struct {
    const char *name, *input, *want;
  } kGood[] = {
      {"two in a row",
       "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: \t a b \t\r\n\r\nhelloHTTP/1.1 503  Go away "
       "\r\ncontent-length:0\r\n\r\n",
       "1.1 200 (OK) {Content-Length=5} {X=a b} length [hello] keep; 1.1 503 ( Go away ) {content-length=0} "
       "length [] "
       "keep; "},
      {"no reason", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
       "1.1 200 () {Content-Length=0} length [] keep; "},
      {"the same length again", "HTTP/1.1 200 OK\r\nContent-Length: 2 , 2\r\nContent-Length: 2\r\n\r\nhi",
       "1.1 200 (OK) {Content-Length=2 , 2} {Content-Length=2} length [hi] keep; "},
      {"newer minor version", "HTTP/1.7 999 X\r\nContent-Length: 0\r\n\r\n",
       "1.7 999 (X) {Content-Length=0} length [] keep; "},
      {"bare LF", "HTTP/1.1 200 OK\nContent-Length: 2\n\nhi",
       "1.1 200 (OK) {Content-Length=2} length [hi] keep; "},
      {"folded", "HTTP/1.1 204 N\r\nA:\r\n\t b \r\n  c\r\n \r\nB: d\r\n\r\n",
       "1.1 204 (N) {A=b     c} {B=d} none [] keep; "},
      {"interim", "HTTP/1.1 103 E\r\nLink: x\r\nContent-Length: 9\r\n\r\nHTTP/1.1 204 N\r\n\r\n",
       "1.1 103 (E) {Link=x} {Content-Length=9} none [] keep; 1.1 204 (N) none [] keep; "},
      {"not modified", "HTTP/1.1 304 N\r\nTransfer-Encoding: chunked\r\n\r\n",
       "1.1 304 (N) {Transfer-Encoding=chunked} none [] keep; "},
      {"chunks",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: x\r\nTransfer-Encoding: y, Chunked\r\n\r\n5\r\nhello\r\n0A "
       ";a=\"b; "
       "c\"\r\n, w\r\nrld!!\r\n00\t\r\nA: 1\r\nB:\r\n 2\r\n\r\n",
       "1.1 200 (OK) {Transfer-Encoding=x} {Transfer-Encoding=y, Chunked} chunked [hello, w\r\nrld!!] {A=1} "
       "{B=2} "
       "keep; "},
      {"close wins", "HTTP/1.1 200 OK\r\nConnection: keep-alive, foo ,CLOSE\r\nContent-Length: 0\r\n\r\n",
       "1.1 200 (OK) {Connection=keep-alive, foo ,CLOSE} {Content-Length=0} length [] end; "},
      {"close in a second header",
       "HTTP/1.1 200 OK\r\nConnection: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
       "1.1 200 (OK) {Connection=x} {Connection=close} {Content-Length=0} length [] end; "},
      {"1.0 keeps nothing", "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
       "1.0 200 (OK) {Content-Length=0} length [] end; "},
      {"1.0 keeps if it says so", "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 0\r\n\r\n",
       "1.0 200 (OK) {Connection=Keep-Alive} {Content-Length=0} length [] keep; "},
      {"1.0 chunked is doubtful",
       "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       "1.0 200 (OK) {Connection=Keep-Alive} {Transfer-Encoding=chunked} chunked [] end; "},
  };
  for (const auto& c : kGood) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(read(c.input), c.want);
  }
}

TEST(HttpResponse, ReadsToTheEndOfTheConnection) {
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\n\r\nhello"), "1.1 200 (OK) close [hello] ...");
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\n\r\nhello", true), "1.1 200 (OK) close [hello] end; ");
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n1\r\n", true),
            "1.1 200 (OK) {Transfer-Encoding=chunked, gzip} close [1\r\n] end; ");
}

TEST(HttpResponse, TellsWhatIsMalformed) {
  const std::string ok = "HTTP/1.1 200 OK\r\n", chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
  const struct {
    std::string input, want;
  } kBad[] = {
      {"SSH-2.0-x", "malformed: the answer is not HTTP: it does not begin with 'HTTP/'"},
      {std::string("\x15\x03\x01\x00\x02", 5),
       "malformed: the answer is not HTTP: it begins like TLS; the port may want https://"},
      {"\x1f\x8b\x08", "malformed: the answer is not HTTP: it begins like gzip"},
      {"\r\nHTTP/1.1 200 OK\r\n\r\n", "malformed: the answer is not HTTP: it does not begin with 'HTTP/'"},
      {"HTTP/2.0 200 OK\r\n", "malformed: HTTP version 2.0 is not one of HTTP/1"},
      {"HTTP/1.1 099 OK\r\n", "malformed: malformed status line 'HTTP/1.1 099 OK'"},
      {"HTTP/1.1 2000\r\n", "malformed: malformed status line 'HTTP/1.1 2000'"},
      {"HTTP/1.1\t200 OK\r\n", "malformed: malformed status line 'HTTP/1.1\\x09200 OK'"},
      {"HTTP/1.1 200 O\rK\r\n", "malformed: malformed status line 'HTTP/1.1 200 O\\x0dK'"},
      {"HTTP/\r\n", "malformed: malformed status line 'HTTP/'"},
      {ok + "A\r\n", "malformed: malformed header name in 'A'"},
      {ok + ": b\r\n", "malformed: malformed header name in ': b'"},
      {ok + "A : b\r\n", "malformed: malformed header name in 'A : b'"},
      {ok + "\xc3\xa9: b\r\n", "malformed: malformed header name in '\xc3\xa9: b'"},
      {ok + "A: b\rC: d\r\n", "malformed: header 'A' has a control character"},
      {ok + "A: \x01\r\n", "malformed: header 'A' has a control character"},
      {ok + " A: b\r\n", "malformed: a header line begins with white space"},
      {ok + "A: b\r\n \x7f\r\n", "malformed: a folded header has a control character"},
      {ok + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", "malformed: Content-Length is 5 and 6"},
      {ok + "Content-Length: 5, 6\r\n\r\n", "malformed: Content-Length is 5 and 6"},
      {ok + "Content-Length: 5,\r\n\r\n", "malformed: Content-Length '5,' is not a number"},
      {ok + "Content-Length: -1\r\n\r\n", "malformed: Content-Length '-1' is not a number"},
      {ok + "Content-Length: 18446744073709551616\r\n\r\n",
       "malformed: Content-Length '18446744073709551616' is not a number"},
      {ok + "Content-Length: 18446744073709551615\r\n\r\n",
       "too large: the body is larger than 268435456 bytes"},
      {ok + "Content-Length: 268435457\r\n\r\n", "too large: the body is larger than 268435456 bytes"},
      {ok + "Transfer-Encoding: x\r\nContent-Length: 5\r\n\r\n",
       "malformed: both Content-Length and Transfer-Encoding are given"},
      {"HTTP/1.1 204 N\r\nContent-Length: x\r\n\r\n", "malformed: Content-Length 'x' is not a number"},
      {chunked + "\r\n", "malformed: malformed chunk size ''"},
      {chunked + "5\nhello", "malformed: malformed chunk size '5'"},
      {chunked + "5 5\r\nhello", "malformed: malformed chunk size '5 5'"},
      {chunked + " 5\r\nhello", "malformed: malformed chunk size ' 5'"},
      {chunked + "5;\x01\r\nhello", "malformed: malformed chunk size '5;\\x01'"},
      {chunked + "10000000000000000\r\n", "malformed: malformed chunk size '10000000000000000'"},
      {chunked + "ffffffffffffffff\r\n", "too large: the body is larger than 268435456 bytes"},
  };
  for (const auto& c : kBad) {
    SCOPED_TRACE(c.input);
    EXPECT_EQ(read(c.input), c.want);
  }
  EXPECT_EQ(read(chunked + "2\r\nabc\r\n"), "malformed: a chunk is longer than its size says");
}

TEST(HttpResponse, TellsWhatIsCutShort) {
  const std::string no_head = "truncated: the connection ended before the end of the headers";
  const std::string no_body = "truncated: the connection ended in the middle of the body";
  for (const char* input : {"", "H", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"})
    EXPECT_EQ(read(input, true), no_head) << input;
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", true), no_body);
  for (const char* body :
       {"", "5", "5\r\nhell", "5\r\nhello", "5\r\nhello\r", "5\r\nhello\r\n", "0\r\n", "0\r\nA: b\r\n"})
    EXPECT_EQ(read(chunked + body, true), no_body) << body;
}

TEST(HttpResponse, KeepsTheLimits) {
  const HttpResponseParser::Limits limits{.head = 100, .headers = 3, .body = 10};
  const std::string ok = "HTTP/1.1 200 OK\r\n", head = "too large: the headers are larger than 100 bytes",
                    headers = "too large: there are more than 3 headers",
                    body = "too large: the body is larger than 10 bytes";
  const std::string just_fits = ok + "A: " + std::string(100 - ok.size() - 7, 'x') + "\r\n\r\n";
  ASSERT_EQ(just_fits.size(), 100U);
  EXPECT_EQ(read(just_fits, true, limits), "1.1 200 (OK) {A=" + std::string(76, 'x') + "} close [] end; ");
  EXPECT_EQ(read(ok + "A: " + std::string(77, 'x') + "\r\n\r\n", true, limits), head);
  EXPECT_EQ(read("HTTP/" + std::string(1000, 'x'), true, limits), head);
  EXPECT_EQ(read(std::string(1000, 'x'), true, limits),
            "malformed: the answer is not HTTP: it does not begin with 'HTTP/'");
  EXPECT_EQ(read(ok + "A: 1\r\nB: 2\r\nC: 3\r\n\r\n", true, limits),
            "1.1 200 (OK) {A=1} {B=2} {C=3} close [] end; ");
  EXPECT_EQ(read(ok + "A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n\r\n", true, limits), headers);
  EXPECT_EQ(read(ok + "\r\n0123456789", true, limits), "1.1 200 (OK) close [0123456789] end; ");
  EXPECT_EQ(read(ok + "\r\n0123456789a", true, limits), body);
  EXPECT_EQ(read(ok + "Content-Length: 11\r\n\r\n", true, limits), body);
  const std::string chunked = ok + "Transfer-Encoding: chunked\r\n\r\n", five = "5\r\nhello\r\n";
  EXPECT_EQ(read(chunked + five + five + "0\r\n\r\n", true, limits),
            "1.1 200 (OK) {Transfer-Encoding=chunked} chunked [hellohello] keep; ");
  EXPECT_EQ(read(chunked + five + five + "1\r\nx", true, limits), body);
  EXPECT_EQ(read(chunked + "5;" + std::string(100, 'x') + "\r\n", true, limits), head);
  EXPECT_EQ(read(chunked + "0\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\n", true, limits), headers);
  EXPECT_EQ(read(chunked + "0\r\nA: " + std::string(60, 'x') + "\r\n\r\n", true, limits), head);
  // What a response without a body says about one is no reason to refuse it.
  EXPECT_EQ(read("HTTP/1.1 304 N\r\nContent-Length: 99\r\n\r\n", true, limits),
            "1.1 304 (N) {Content-Length=99} none [] keep; ");
}

// A head that comes again byte for byte is not read anew; whatever surrounds it, the answers are as if it
// were.
TEST(HttpResponse, ReadsTheSameHeadAgain) {
  const std::string_view kAnswers[] = {
      "HTTP/1.1 200 OK\r\nA: 1\r\nContent-Length: 2\r\n\r\nhi",
      "HTTP/1.1 200 OK\r\nA: 1\r\nContent-Length: 15\r\n\r\nHTTP/1.1 200 OK",
      "HTTP/1.1 200 OK\r\nA: 2\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nT: a trailer\r\n\r\n",
      "HTTP/1.1 204 No Content\r\n\r\n",
      "HTTP/1.1 200 OK\r\nFolded: a\r\n b\r\nContent-Length: 1\r\n\r\nx",
      "HTTP/1.1 103 Early Hints\r\n\r\n",
      "HTTP/1.1 200 OK\r\nA: 1\r\nContent-Length: 3\r\n\r\nhi!",
      "HTTP/1.1 200 OK\r\nA: 1\r\nContent-Length: 0\r\n\r\n"};
  // Every order of two in a row, and each three times.
  std::string input;
  for (const std::string_view first : kAnswers)
    for (const std::string_view second : kAnswers) ((input += first) += first) += second;
  std::string expected;
  for (const std::string_view first : kAnswers)
    for (const std::string_view second : kAnswers)
      for (const std::string_view one : {first, first, second}) expected += read(one);
  EXPECT_EQ(read(input), expected);
}

TEST(HttpResponse, KnowsThatHeadHasNoBody) {
  HttpResponseParser parser({});
  parser.start(true);
  const std::string_view text = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
  EXPECT_EQ(parser.feed(std::string(text) + "HTTP"), text.size());
  EXPECT_EQ(parser.state(), State::complete);
  EXPECT_EQ(parser.framing(), HttpResponseParser::Framing::none);
  EXPECT_TRUE(parser.keep_alive());
}

}  // namespace
}  // namespace seiload::net
