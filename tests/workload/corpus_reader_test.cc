#include "workload/corpus_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "base/hex.h"
#include "base/text.h"
#include "crypto/ecdsa.h"
#include "crypto/sha2.h"
#include "eth/account.h"
#include "workload/corpus.h"

namespace seiload::workload {
namespace {

eth::Address address_of(std::uint64_t account) { return eth::address_of_key(eth::pool_key(7, 0, account)); }

base::Bytes signed_by(std::uint64_t account, std::uint64_t nonce, std::uint64_t chain_id = 5,
                      eth::TxType type = eth::TxType::dynamic_fee) {
  eth::Transaction tx;
  tx.type = type;
  tx.chain_id = chain_id;
  tx.nonce = nonce;
  tx.gas_limit = 21000;
  tx.to = eth::Address();
  const base::Bytes32 key = eth::pool_key(7, 0, account);
  return eth::encode_signed(tx, crypto::sign_constant_time(key, eth::signing_digest(tx)));
}

std::string line(std::uint64_t account, std::uint64_t nonce, std::uint64_t chain_id = 5) {
  return base::to_hex(signed_by(account, nonce, chain_id)) + '\n';
}

// In pieces of so many bytes.
CorpusReader reader_of(std::string text, std::size_t piece = 1 << 20) {
  auto rest = std::make_shared<std::string>(std::move(text));
  return CorpusReader("c.txt", [rest, piece](std::span<char> room) -> base::Result<std::size_t> {
    const std::size_t count = std::min({piece, room.size(), rest->size()});
    std::memcpy(room.data(), rest->data(), count);
    rest->erase(0, count);
    return count;
  });
}

// "sender:nonce ..." of all, by so many at a time, senders as numbers of address_of().
std::string read_all(CorpusReader& reader, std::size_t most = 1000) {
  std::string seen;
  std::vector<eth::Address> senders;
  CorpusBatch batch;
  while (true) {
    if (auto status = reader.next(batch, most); !status) return seen + status.error().message;
    if (batch.entries.empty()) return seen;
    senders.insert(senders.end(), batch.new_senders.begin(), batch.new_senders.end());
    for (const auto& entry : batch.entries) {
      std::uint64_t account = 0;
      while (account < 9 && address_of(account) != senders[entry.sender]) ++account;
      seen += base::cat(account, ':', entry.nonce, ' ');
    }
  }
}

std::string problem(std::string text) {
  CorpusReader reader = reader_of(std::move(text));
  return read_all(reader);
}

TEST(CorpusReader, ReadsWhatStandsInItWhateverThePieces) {
  const std::string text = base::cat("# somebody's\n", line(2, 8), "\n", line(0, 0), "#senders nonsense\r\n",
                                     line(2, 9), line(0, 1));
  for (const std::size_t piece : {1U, 7U, 64U, 1U << 20}) {
    CorpusReader reader = reader_of(text, piece);
    EXPECT_EQ(read_all(reader, 3), "2:8 0:0 2:9 0:1 ");
    EXPECT_EQ(reader.count(), 4U);
    EXPECT_EQ(reader.chain_id(), 5U);
    EXPECT_EQ(reader.hash(), crypto::sha256(base::as_bytes(text)));
  }
  CorpusReader unended = reader_of(text.substr(0, text.size() - 1));
  EXPECT_EQ(read_all(unended), "2:8 0:0 2:9 0:1 ");
}

TEST(CorpusReader, RecoversEachSenderOnceWhereTheCorpusTells) {
  CorpusText text;
  for (std::uint64_t nonce = 0; nonce < 50; ++nonce)
    for (std::uint64_t account = 0; account < 4; ++account)
      text.add(signed_by(account, nonce), 100 + account);
  const std::string title = to_text({"1", 5, 7, 200, {}});
  CorpusReader reader = reader_of(base::cat(title, text.take()));
  std::size_t ahead = 0;
  reader.recover_by([&](std::size_t count, const auto&) { ahead += count; });
  std::string wanted;
  for (std::uint64_t nonce = 0; nonce < 50; ++nonce)
    for (std::uint64_t account = 0; account < 4; ++account) wanted += base::cat(account, ':', nonce, ' ');
  EXPECT_EQ(read_all(reader), wanted);
  EXPECT_EQ(reader.recovered(), 4U);
  EXPECT_EQ(ahead, 4U);
  EXPECT_EQ(reader.seed(), 7U);
}

// Whoever cuts, moves or joins lines gets the right senders all the same.
TEST(CorpusReader, BelievesNoMarkThatDoesNotFit) {
  std::vector<std::string> lines;
  std::string mark = "#senders";
  for (std::uint64_t nonce = 0; nonce < 3; ++nonce)
    for (std::uint64_t account = 0; account < 3; ++account) {
      lines.push_back(line(account, nonce));
      mark += base::cat(' ', account, ':', lines.back().substr(lines.back().size() - 5, 4));
    }
  mark += '\n';
  std::string cut = mark;
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (i != 3 && i != 4) cut += lines[i];
  CorpusReader reader = reader_of(cut);
  EXPECT_EQ(read_all(reader), "0:0 1:0 2:0 2:1 0:2 1:2 2:2 ");
  EXPECT_EQ(reader.recovered(), 5U) << "once each, and where a nonce is missing";

  // Another one's mark: what is said to be 0's is 5's.
  const std::string other = line(5, 0);
  CorpusReader joined =
      reader_of(base::cat(mark, lines[0], "#senders 0:", other.substr(other.size() - 5, 4), '\n', other));
  EXPECT_EQ(read_all(joined), "0:0 5:0 ");
}

TEST(CorpusReader, RecoversManySendersWithoutMarks) {
  std::string text, wanted;
  for (std::uint64_t nonce = 0; nonce < 40; ++nonce)
    for (std::uint64_t account = 0; account < 10; ++account) {
      text += line(account, nonce);
      wanted += base::cat(account, ':', nonce, ' ');
    }
  std::size_t together = 0;
  for (const bool is_together : {false, true}) {
    CorpusReader reader = reader_of(text);
    if (is_together)
      reader.recover_by([&](std::size_t count, const std::function<void(std::size_t)>& step) {
        together += count;
        for (std::size_t i = count; i-- > 0;) step(i);
      });
    EXPECT_EQ(read_all(reader, 300), wanted);
    EXPECT_EQ(reader.recovered(), 400U);
  }
  EXPECT_EQ(together, 400U);
}

// r is no point's coordinate: found late, and named where it is, before what is wrong behind it.
TEST(CorpusReader, NamesTheLineOfASignatureThatNoKeyMade) {
  base::Bytes raw = signed_by(3, 0);
  std::uint8_t& last_of_r = raw[raw.size() - 34];
  do ++last_of_r;
  while (eth::decode_transaction(raw));
  EXPECT_EQ(problem(base::cat(line(0, 0), line(1, 0), base::to_hex(raw), '\n', line(2, 0), "0x04\n")),
            "c.txt:3:1: transaction: a signature that no key made");
}

TEST(CorpusReader, SaysWhereItIsWrong) {
  const std::string good = line(0, 0);
  EXPECT_EQ(problem(good + "f86c\n"),
            "c.txt:2:1: expected 0x and a raw transaction in hexadecimal digits, or # and a comment");
  EXPECT_EQ(problem("\n#\n0x02g0\n"), "c.txt:3:5: expected a hexadecimal digit, got 'g'");
  EXPECT_EQ(problem("0x123\n"), "c.txt:1:5: an odd number of hexadecimal digits");
  EXPECT_EQ(problem("0x\n"), "c.txt:1:1: transaction: empty");
  EXPECT_EQ(problem("0x04\n"), "c.txt:1:1: transaction: type byte 4: neither 1 nor 2");
  EXPECT_EQ(problem(good + line(1, 0, 6)), "c.txt:2:1: chain id is 6, but that of line 1 is 5");
  EXPECT_EQ(problem(base::to_hex(signed_by(0, 0, 0, eth::TxType::legacy))),
            "c.txt:1:1: the transaction is for any chain: it has no chain id (EIP-155)");
  EXPECT_EQ(problem(std::string(CorpusReader::kMaxLine + 300000, '0')),
            "c.txt:1:1: a line of more than 8388608 characters");
}

TEST(CorpusReader, LooksAheadWithoutLosingAnything) {
  CorpusReader reader = reader_of(line(0, 0) + line(1, 0) + line(0, 1));
  ASSERT_TRUE(reader.look_ahead(2));
  EXPECT_EQ(reader.chain_id(), 5U);
  EXPECT_EQ(read_all(reader), "0:0 1:0 0:1 ");
  CorpusReader empty = reader_of("# nothing\n");
  const auto status = empty.look_ahead(2);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "c.txt: there is no transaction in it");
}

}  // namespace
}  // namespace seiload::workload
