#include "tls/pem.h"

#include <gtest/gtest.h>

#include "base/base64.h"
#include "base/text.h"

namespace seiload::tls {
namespace {

// "LABEL@line=text", or the error.
std::string read(std::string_view text) {
  auto blocks = read_pem(text);
  if (!blocks) return blocks.error().message;
  std::string out;
  for (const auto& block : *blocks) {
    out += base::cat('[', block.label, '@', block.line, block.encrypted ? " encrypted=" : "=",
                     base::as_text(block.bytes), ']');
  }
  return out;
}

TEST(Pem, Blocks) {
  const struct {
    const char* name;
    const char* text;
    const char* want;
  } kCases[] = {
      {"nothing", "", ""},
      {"comments only", "hello\nworld", ""},
      {"one", "-----BEGIN A-----\nYWJj\n-----END A-----\n", "[A@1=abc]"},
      {"no end of line", "-----BEGIN A-----\nYWJj\n-----END A-----", "[A@1=abc]"},
      {"CRLF", "-----BEGIN A-----\r\nYWJj\r\n-----END A-----\r\n", "[A@1=abc]"},
      {"blanks at ends of lines", "-----BEGIN A----- \nYWJj\t\n-----END A-----\n", "[A@1=abc]"},
      {"lines are joined", "-----BEGIN A-----\nYWJj\nZGVm\nZw==\n-----END A-----\n", "[A@1=abcdefg]"},
      {"empty lines", "-----BEGIN A-----\n\nYWJj\n\n-----END A-----\n", "[A@1=abc]"},
      {"two and comments",
       "x\n-----BEGIN A B-----\nYQ==\n-----END A B-----\ny\n\n-----BEGIN C-----\nYWI=\n-----END C-----\nz",
       "[A B@2=a][C@7=ab]"},
      {"headers",
       "-----BEGIN A-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nYWJj\n-----END A-----\n",
       "[A@1 encrypted=abc]"},
      {"other headers", "-----BEGIN A-----\nComment: x\n\nYWJj\n-----END A-----\n", "[A@1=abc]"},
      {"no END", "-----BEGIN A-----\nYWJj\n", "line 1: no '-----END A-----' follows"},
      {"another END", "-----BEGIN A-----\nYWJj\n-----END B-----\n", "line 3: not '-----END A-----'"},
      {"BEGIN within", "-----BEGIN A-----\nYWJj\n-----BEGIN A-----\n", "line 3: not '-----END A-----'"},
      {"END alone", "x\n-----END A-----\n", "line 2: END without a BEGIN"},
      {"no dashes", "-----BEGIN A----\nYWJj\n-----END A-----\n", "line 1: not '-----BEGIN LABEL-----'"},
      {"no label", "-----BEGIN -----\n", "line 1: not '-----BEGIN LABEL-----'"},
      {"lower case", "-----BEGIN a-----\n", "line 1: not '-----BEGIN LABEL-----'"},
      {"not base64", "-----BEGIN A-----\nYWJj\nYW*j\n-----END A-----\n", "line 3: not base64"},
      {"blank within", "-----BEGIN A-----\nYW Jj\n-----END A-----\n", "line 2: not base64"},
      {"cut", "-----BEGIN A-----\nYWJ\n-----END A-----\n", "line 2: not base64"},
      {"bits left over", "-----BEGIN A-----\nYWJ=\n-----END A-----\n", "line 2: not base64"},
      {"padding in the middle", "-----BEGIN A-----\nYQ==\nYQ==\n-----END A-----\n",
       "line 2: not base64: a line in the middle is cut"},
      {"empty", "-----BEGIN A-----\n-----END A-----\n", "line 1: the block is empty"},
      {"headers without an end", "-----BEGIN A-----\nX: y\nYWJj\n-----END A-----\n",
       "line 1: the block is empty"},
  };
  for (const auto& c : kCases) EXPECT_EQ(read(c.text), c.want) << c.name;
  EXPECT_EQ(read(std::string(kMaxPemSize + 1, '\n')), "text of 16777217 bytes, at most 16777216");
}

TEST(Base64, DecodesWhatItWritesAndNothingElse) {
  std::string text;
  for (int i = 0; i < 300; ++i) {
    const std::string written = base::to_base64(base::as_bytes(text));
    const auto read_back = base::decode_base64(written);
    ASSERT_TRUE(read_back.has_value()) << written;
    EXPECT_EQ(base::as_text(*read_back), text);
    text += static_cast<char>(i * 7 + 250);
  }
  for (const char* bad : {"A", "AA", "AAA", "AAAAA", "A===", "=AAA", "AA=A",
                          "====", "AB==", "AAB=", "AA==AAAA", "AAA\n", "AA-_", "AA A"}) {
    EXPECT_FALSE(base::decode_base64(bad).has_value()) << bad;
  }
  EXPECT_TRUE(base::decode_base64("AA==").has_value());
  EXPECT_TRUE(base::decode_base64("")->empty());
}

}  // namespace
}  // namespace seiload::tls
