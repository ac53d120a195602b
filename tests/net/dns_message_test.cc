#include "net/dns_message.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "support/scripted_dns.h"

namespace seiload::net {
namespace {

using test::DnsQuestion;
using test::DnsReply;

std::string describe(const std::optional<DnsAnswer>& answer) {
  if (!answer) return "malformed";
  std::string text = to_text(answer->code) + " " + answer->name + (answer->truncated ? " truncated" : "");
  for (const DnsRecord& record : answer->records)
    text += " {" + record.name + " " +
            (record.address ? record.address->ip_text() : "CNAME " + record.target) + "}";
  return text;
}

TEST(DnsMessage, MakesQueries) {
  const auto query = make_dns_query(0x1234, "Node-1.Example_x", DnsType::aaaa);
  ASSERT_TRUE(query);
  EXPECT_EQ(base::to_hex(*query),
            "0x1234"
            "0100"
            "0001"
            "0000"
            "0000"
            "0000"
            "06"
            "6e6f64652d31"
            "09"
            "6578616d706c655f78"
            "00"
            "001c"
            "0001");
  std::string longest;
  for (int i = 0; i < 126; ++i) longest += "a.";
  longest += 'a';
  ASSERT_EQ(longest.size(), 253U);
  auto echo = make_dns_query(0, longest, DnsType::a);
  ASSERT_TRUE(echo);
  (*echo)[2] |= 0x80;
  EXPECT_EQ(describe(parse_dns_answer(*echo)), "NOERROR " + longest);
  EXPECT_TRUE(make_dns_query(0, std::string(63, 'a'), DnsType::a));
  for (const std::string& name :
       {std::string(), std::string("."), std::string("a."), std::string(".a"), std::string("a..b"),
        std::string("a b"), std::string("a\0", 2), std::string("\xc3\xb6"), std::string(64, 'a'),
        longest + 'a', std::string("a\\b"), std::string("a/b")})
    EXPECT_FALSE(make_dns_query(0, name, DnsType::a)) << name;
}

TEST(DnsMessage, ReadsAnswers) {
  const DnsQuestion question{"node.test", DnsType::a, 7, false};
  const std::uint8_t text[] = {3, 'a', 'b', 'c'};
  const auto reply = DnsReply(question)
                         .cname("node.test", "X.test")
                         .record("x.test", 16, text)
                         .a("x.test", {10, 0, 0, 1})
                         .aaaa("x.test", "2001:db8::1")
                         .bytes;
  EXPECT_EQ(describe(parse_dns_answer(reply)),
            "NOERROR node.test {node.test CNAME x.test} {x.test 10.0.0.1} {x.test 2001:db8::1}");
  EXPECT_EQ(parse_dns_answer(reply)->id, 7);
  EXPECT_EQ(describe(parse_dns_answer(DnsReply(question, DnsCode::refused).bytes)), "REFUSED node.test");
  EXPECT_EQ(describe(parse_dns_answer(DnsReply(question, static_cast<DnsCode>(11)).bytes)),
            "RCODE 11 node.test");
  auto cut = DnsReply(question).a("node.test", {10, 0, 0, 1}).truncated().bytes;
  cut.erase(cut.end() - 3, cut.end());
  EXPECT_EQ(describe(parse_dns_answer(cut)), "NOERROR node.test truncated");
  const auto whole =
      DnsReply(question).a("node.test", {10, 0, 0, 1}).a("node.test", {10, 0, 0, 2}).truncated().bytes;
  EXPECT_EQ(describe(parse_dns_answer(whole)),
            "NOERROR node.test truncated {node.test 10.0.0.1} {node.test 10.0.0.2}");
  EXPECT_EQ(describe(parse_dns_answer(base::ByteSpan(whole).first(whole.size() - 1))),
            "NOERROR node.test truncated {node.test 10.0.0.1}");
}

TEST(DnsMessage, TakesAnErrorWithoutTheQuestion) {
  const DnsQuestion question{"node.test", DnsType::aaaa, 7, false};
  for (const DnsCode code :
       {DnsCode::format_error, DnsCode::server_failure, DnsCode::not_implemented, DnsCode::refused}) {
    const auto answer = parse_dns_answer(DnsReply(question, code).without_question().bytes);
    EXPECT_EQ(describe(answer), to_text(code) + " ");
    EXPECT_EQ(answer->id, 7);
  }
  for (const DnsCode code : {DnsCode::no_error, DnsCode::no_such_name})
    EXPECT_EQ(describe(parse_dns_answer(DnsReply(question, code).without_question().bytes)), "malformed");
}

TEST(DnsMessage, RefusesWhatIsCutShortAtEveryByte) {
  const auto reply = DnsReply({"node.test", DnsType::a, 7, false})
                         .cname("node.test", "x.test")
                         .a("x.test", {1, 2, 3, 4})
                         .bytes;
  for (std::size_t size = 0; size < reply.size(); ++size)
    EXPECT_FALSE(parse_dns_answer(base::ByteSpan(reply).first(size))) << size;
  EXPECT_TRUE(parse_dns_answer(reply));
}

TEST(DnsMessage, ReadsCompressedNames) {
  // RFC 1035 4.1.4: the record's name points to the question, the alias ends in a pointer to "test".
  const auto message = base::decode_hex(
      "0x000181800001000200000000"
      "046e6f6465"
      "0474657374"
      "00"
      "00010001"
      "c00c"
      "00050001"
      "0000003c"
      "0004"
      "0178c011"
      "0178c011"
      "00010001"
      "0000003c"
      "0004"
      "0a000001");
  ASSERT_TRUE(message);
  EXPECT_EQ(describe(parse_dns_answer(*message)),
            "NOERROR node.test {node.test CNAME x.test} {x.test 10.0.0.1}");
}

TEST(DnsMessage, RefusesPointersThatDoNotLeadBack) {
  const std::string head =
      "0x000181800001000100000000"
      "046e6f6465"
      "00"
      "00010001";  // the record's name is at 22
  const std::string rest =
      "00010001"
      "0000003c"
      "0004"
      "0a000001";
  EXPECT_EQ(describe(parse_dns_answer(*base::decode_hex(head + "c00c" + rest))),
            "NOERROR node {node 10.0.0.1}");
  for (const char* name : {"c016", "c017", "c0ff", "ffff", "0161c016", "40", "80", "0161"})
    EXPECT_FALSE(parse_dns_answer(*base::decode_hex(head + name + rest))) << name;
}

TEST(DnsMessage, RefusesMalformedMessages) {
  const DnsQuestion question{"node.test", DnsType::a, 7, false};
  const std::uint8_t three[] = {1, 2, 3};
  EXPECT_FALSE(parse_dns_answer(DnsReply(question).record("node.test", 1, three).bytes)) << "an A of 3 bytes";
  EXPECT_FALSE(parse_dns_answer(DnsReply(question).record("node.test", 28, three).bytes))
      << "an AAAA of 3 bytes";
  auto alias = test::encode_dns_name("x.test");
  alias.push_back(0);
  EXPECT_FALSE(parse_dns_answer(DnsReply(question).record("node.test", 5, alias).bytes))
      << "bytes behind the alias";
  auto bytes = DnsReply(question).bytes;
  bytes[2] = 0x01;
  EXPECT_FALSE(parse_dns_answer(bytes)) << "a query";
  bytes[2] = 0x89;
  EXPECT_FALSE(parse_dns_answer(bytes)) << "another operation";
  bytes = DnsReply(question).bytes;
  bytes[5] = 0;
  EXPECT_FALSE(parse_dns_answer(bytes)) << "no question";
  bytes = DnsReply(question).bytes;
  bytes.back() = 3;
  EXPECT_FALSE(parse_dns_answer(bytes)) << "another class";
  bytes = DnsReply(question).bytes;
  bytes[7] = 1;
  EXPECT_FALSE(parse_dns_answer(bytes)) << "a record that is not there";
}

TEST(DnsMessage, WritesStrangeBytesOfNamesSoThatTheyStayApart) {
  DnsQuestion question{"node.test", DnsType::a, 7, false};
  auto reply = DnsReply(question).cname("node.test", "axb.te\xffst").bytes;
  reply[reply.size() - 9] = '.';  // within a label
  EXPECT_EQ(describe(parse_dns_answer(reply)), "NOERROR node.test {node.test CNAME a\\046b.te\\255st}");
}

TEST(DnsMessage, FollowsAliases) {
  const DnsQuestion question{"a.test", DnsType::a, 7, false};
  const auto follow = [](const DnsReply& reply) {
    const DnsChain chain = follow_chain(*parse_dns_answer(reply.bytes));
    std::string text = chain.end;
    for (const Address& address : chain.addresses) text += " " + address.ip_text();
    return text;
  };
  EXPECT_EQ(follow(DnsReply(question)), "a.test");
  EXPECT_EQ(follow(DnsReply(question).a("a.test", {1, 1, 1, 1}).a("A.test", {2, 2, 2, 2})),
            "a.test 1.1.1.1 2.2.2.2");
  EXPECT_EQ(follow(DnsReply(question).a("b.test", {1, 1, 1, 1})), "a.test") << "not of this name";
  EXPECT_EQ(follow(DnsReply(question).aaaa("a.test", "::2")), "a.test") << "not of this type";
  EXPECT_EQ(
      follow(
          DnsReply(question).a("c.test", {1, 1, 1, 1}).cname("b.test", "c.test").cname("a.test", "b.test")),
      "c.test 1.1.1.1")
      << "in any order";
  EXPECT_EQ(follow(DnsReply(question).cname("a.test", "b.test")), "b.test") << "to be asked about";
  EXPECT_EQ(follow(DnsReply(question).cname("a.test", "b.test").cname("b.test", "a.test")), "a.test")
      << "in a circle";
}

}  // namespace
}  // namespace seiload::net
