#include "workload/corpus.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace seiload::workload {
namespace {

TEST(Corpus, TheTitleNamesProgramChainSeedAndCount) {
  EXPECT_EQ(to_text({"0.1.0", 1337, 7, 100000, {}}), "# seiload 0.1.0: chain-id=1337 seed=7 count=100000\n");
  EXPECT_EQ(to_text({"0.1.0", 1, 18446744073709551615U, 0, {2, 3}}),
            "# seiload 0.1.0: chain-id=1 seed=18446744073709551615 count=0 shard=2/3\n");
}

TEST(Corpus, TransactionsStandBehindTheLineOfTheirSenders) {
  CorpusText text;
  EXPECT_EQ(text.take(), "");
  text.add(base::Bytes{0x02, 0xAB, 0xcd}, 5);
  text.add(base::Bytes{0xf8, 0x00, 0x12, 0x34}, 18446744073709551615U);
  EXPECT_EQ(text.take(), "#senders 5:abcd 18446744073709551615:1234\n0x02abcd\n0xf8001234\n");
  EXPECT_EQ(text.take(), "");
  text.add(base::Bytes{1, 2}, 0);
  EXPECT_EQ(text.take(), "#senders 0:0102\n0x0102\n");
}

TEST(Corpus, ALineOfSendersIsAboutSoManyLines) {
  CorpusText text;
  std::string wanted, mark, lines;
  for (std::size_t i = 0; i < kLinesPerMark + 1; ++i) {
    text.add(base::Bytes{0x11, 0x22}, i);
    mark += base::cat(' ', i, ":1122");
    lines += "0x1122\n";
    if (i + 1 < kLinesPerMark) continue;
    wanted += base::cat("#senders", mark, '\n', lines);
    mark.clear();
    lines.clear();
  }
  EXPECT_EQ(text.take(), wanted);
}

}  // namespace
}  // namespace seiload::workload
