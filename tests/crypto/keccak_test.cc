#include "crypto/keccak.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "support/paths.h"
#include "support/vectors.h"

namespace seiload::crypto {
namespace {

base::Bytes counting(std::size_t size) {
  base::Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i * 7 + 1);
  return bytes;
}

class KeccakVectors : public test::VectorTest {};
INSTANTIATE_TEST_SUITE_P(Sets, KeccakVectors, test::both_sets(), test::name_of_set);

TEST_P(KeccakVectors, Agree) {
  LOAD_VECTORS(records, "keccak256.json");
  for (const auto& record : records) {
    SCOPED_TRACE(record.label());
    EXPECT_EQ(base::to_hex(keccak256(record.bytes("input"))), record.text("output"));
  }
}

TEST(Keccak, EmptyInput) {
  EXPECT_EQ(base::to_hex(keccak256({})),
            "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
}

TEST(Keccak, PiecesOfAnySizeGiveTheSame) {
  for (std::size_t size = 0; size <= 300; ++size) {
    const base::Bytes input = counting(size);
    const base::Bytes32 whole = keccak256(input);
    const base::ByteSpan view(input);
    const std::size_t cut = size * 37 % (size + 1);
    EXPECT_EQ(Keccak256().update(view.first(cut)).update({}).update(view.subspan(cut)).finish(), whole)
        << size;
    Keccak256 bytewise;
    for (std::size_t i = 0; i < size; ++i) bytewise.update(view.subspan(i, 1));
    EXPECT_EQ(bytewise.finish(), whole) << size;
  }
}

TEST(Keccak, ManyAtOnceEqualOneByOne) {
  test::on_every_path([] {
    for (std::size_t count = 0; count <= 20; ++count) {
      std::vector<base::Bytes> inputs;
      for (std::size_t i = 0; i < count; ++i) inputs.push_back(counting(i * 61 % 290));
      const std::vector<base::ByteSpan> views(inputs.begin(), inputs.end());
      std::vector<base::Bytes32> outputs(count);
      keccak256_many(views, outputs);
      for (std::size_t i = 0; i < count; ++i)
        EXPECT_EQ(outputs[i], keccak256(inputs[i])) << i << " of " << count;
    }
  });
}

// Every length up to three blocks, in lanes with itself and in lanes with others.
TEST(Keccak, EveryLengthInEveryLane) {
  test::on_every_path([] {
    for (std::size_t size = 0; size <= 3 * 136 + 1; ++size) {
      const base::Bytes input = counting(size), other = counting(size * 91 % 300);
      const base::Bytes32 want = keccak256(input), want_other = keccak256(other);
      std::vector<base::ByteSpan> views(9, base::ByteSpan(input));
      views[size % 9] = other;
      std::vector<base::Bytes32> outputs(views.size());
      keccak256_many(views, outputs);
      for (std::size_t i = 0; i < views.size(); ++i)
        ASSERT_EQ(outputs[i], i == size % 9 ? want_other : want) << size;
    }
  });
}

}  // namespace
}  // namespace seiload::crypto
