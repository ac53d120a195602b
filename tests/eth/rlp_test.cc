#include "eth/rlp.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "base/random.h"
#include "support/vectors.h"

namespace seiload::eth::rlp {
namespace {

// A decoded value as JSON vectors write it.
void expect_value(const Item& item, const json::Value& want) {
  if (const auto* text = want.string()) {
    EXPECT_FALSE(item.is_list);
    EXPECT_EQ(base::to_hex(item.payload), *text);
    return;
  }
  ASSERT_NE(want.array(), nullptr);
  ASSERT_TRUE(item.is_list);
  Reader reader(item.payload);
  for (const json::Value& inner : *want.array()) {
    const auto got = reader.next();
    ASSERT_TRUE(got) << got.error().message;
    expect_value(*got, inner);
  }
  EXPECT_TRUE(reader.done());
}

void write(Writer& writer, const json::Value& value) {
  if (const auto* text = value.string()) {
    writer.add(base::ByteSpan(base::decode_hex(*text).value()));
    return;
  }
  const std::size_t end = writer.size();
  for (auto item = value.array()->rbegin(); item != value.array()->rend(); ++item) write(writer, *item);
  writer.close_list(end);
}

class RlpVectors : public test::VectorTest {
 protected:
  void check(const std::vector<test::Record>& records) {
    for (const auto& record : records) {
      SCOPED_TRACE(record.label());
      const base::Bytes encoded = record.bytes("encoded");
      const auto status = validate(encoded);
      ASSERT_EQ(status.has_value(), record.boolean("valid"));
      if (!status) {
        EXPECT_EQ(status.error().code, base::Code::invalid_input);
        continue;
      }
      const json::Value& value = record.field("value");
      expect_value(*read_single(encoded), value);
      base::Bytes buffer(encoded.size());
      Writer writer(buffer);
      write(writer, value);
      EXPECT_EQ(base::to_hex(writer.written()), record.text("encoded"));
      if (record.has("integer")) {
        const auto number = base::Uint256::from_quantity(record.text("integer"));
        if (!number) continue;  // wider than any field we read
        const base::ByteSpan payload = read_single(encoded)->payload;
        EXPECT_EQ(to_uint256(payload), number);
        EXPECT_EQ(to_u64(payload), number->fits_u64() ? std::optional(number->low_u64()) : std::nullopt);
        Writer again(buffer);
        again.add(*number);
        EXPECT_EQ(base::to_hex(again.written()), record.text("encoded"));
      }
    }
  }
};

class PublicRlpVectors : public RlpVectors {};
INSTANTIATE_TEST_SUITE_P(Sets, RlpVectors, test::both_sets(), test::name_of_set);
INSTANTIATE_TEST_SUITE_P(Sets, PublicRlpVectors, test::full_set(), test::name_of_set);

TEST_P(RlpVectors, Agree) {
  LOAD_VECTORS(records, "rlp.json");
  check(records);
}

TEST_P(PublicRlpVectors, Agree) {
  LOAD_VECTORS(records, "ethereum_rlp.json");
  check(records);
}

TEST(Rlp, RefusesAndAccepts) {
  const struct {
    const char* name;
    const char* hex;
    const char* error;  // null if valid
  } kCases[] = {
      {"empty input", "0x", "RLP: nothing left to read"},
      {"zero byte", "0x00", nullptr},
      {"largest single byte", "0x7f", nullptr},
      {"empty string", "0x80", nullptr},
      {"single byte in long form", "0x817f", "RLP: a byte not in its shortest form"},
      {"smallest byte that needs a header", "0x8180", nullptr},
      {"string cut short", "0x8261", "RLP: cut short"},
      {"bytes left over", "0x8080", "RLP: bytes left over"},
      {"long form for 55",
       "0xb837"
       "00",
       "RLP: a length not in its shortest form"},
      {"length of length missing", "0xb8", "RLP: cut short within a length"},
      {"length half there", "0xb901", "RLP: cut short within a length"},
      {"length with leading zero", "0xb90038", "RLP: a length with leading zeros"},
      {"huge string", "0xbfffffffffffffffff", "RLP: cut short"},
      {"huge list", "0xffffffffffffffffff", "RLP: cut short"},
      {"empty list", "0xc0", nullptr},
      {"list of itself cut short", "0xc1c1", "RLP: cut short"},
      {"inner item reaches past its list",
       "0xc28261"
       "62",
       "RLP: bytes left over"},
      {"inner item cut by its list", "0xc28361", "RLP: cut short"},
      {"bad form inside", "0xc28101", "RLP: a byte not in its shortest form"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.name);
    const auto status = validate(base::decode_hex(c.hex).value());
    ASSERT_EQ(status.has_value(), c.error == nullptr);
    if (!status) {
      EXPECT_EQ(status.error().message, c.error);
    }
  }
}

TEST(Rlp, LongLengths) {
  for (const std::size_t size :
       std::initializer_list<std::size_t>{0, 1, 54, 55, 56, 57, 255, 256, 257, 65535, 65536}) {
    const base::Bytes string(size, 0x99);
    base::Bytes buffer(size + 2 * kMaxHeader);
    Writer writer(buffer);
    writer.add(base::ByteSpan(string));
    writer.close_list(0);
    const auto list = read_single(writer.written());
    ASSERT_TRUE(list && list->is_list);
    const auto inner = read_single(list->payload);
    ASSERT_TRUE(inner && !inner->is_list);
    EXPECT_TRUE(std::equal(string.begin(), string.end(), inner->payload.begin(), inner->payload.end()));
  }
}

TEST(Rlp, DepthLimit) {
  base::Bytes nested;  // 5 lists around the empty list
  for (int depth = 5; depth >= 0; --depth) nested.push_back(static_cast<std::uint8_t>(0xc0 + depth));
  EXPECT_TRUE(validate(nested, 6));
  const auto status = validate(nested, 5);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "RLP: lists nested too deep");
  EXPECT_TRUE(validate(base::Bytes{0x80}, 0));
  EXPECT_FALSE(validate(base::Bytes{0xc0}, 0));
}

TEST(Rlp, EveryCutOfAValidEncodingIsRefused) {
  base::Bytes buffer(400);
  Writer writer(buffer);
  writer.add(base::ByteSpan(base::Bytes(200, 0xee)));
  writer.close_list(0);
  writer.add(std::uint64_t{0x1234});
  writer.close_list(0);
  const base::ByteSpan whole = writer.written();
  EXPECT_TRUE(validate(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_FALSE(validate(whole.first(size))) << size;
}

TEST(Rlp, ReaderStaysFailed) {
  const base::Bytes input = {0x81, 0x01, 0x05};
  Reader reader(input);
  EXPECT_FALSE(reader.next());
  EXPECT_FALSE(reader.next());
}

TEST(Rlp, Numbers) {
  const auto bytes = [](const char* hex) { return base::decode_hex(hex).value(); };
  EXPECT_EQ(to_u64({}), 0U);
  EXPECT_EQ(to_u64(bytes("0x01")), 1U);
  EXPECT_EQ(to_u64(bytes("0x00")), std::nullopt);
  EXPECT_EQ(to_u64(bytes("0x0001")), std::nullopt);
  EXPECT_EQ(to_u64(bytes("0xffffffffffffffff")), ~std::uint64_t{0});
  EXPECT_EQ(to_u64(bytes("0x010000000000000000")), std::nullopt);
  EXPECT_EQ(to_uint256(base::Bytes(32, 0xff)), base::Uint256::from_be_bytes(base::Bytes(32, 0xff)));
  EXPECT_EQ(to_uint256(base::Bytes(33, 0xff)), std::nullopt);
  EXPECT_EQ(to_uint256(bytes("0x00")), std::nullopt);
  for (std::uint64_t shift = 0; shift < 64; ++shift) {
    for (const std::uint64_t number : {std::uint64_t{1} << shift, (std::uint64_t{1} << shift) - 1}) {
      std::array<std::uint8_t, 9> one, other;
      Writer a(one), b(other);
      a.add(number);
      b.add(base::Uint256(number));
      EXPECT_EQ(base::to_hex(a.written()), base::to_hex(b.written()));
      EXPECT_EQ(to_u64(read_single(a.written())->payload), number);
    }
  }
}

}  // namespace
}  // namespace seiload::eth::rlp
