#include "eth/gas.h"

#include <gtest/gtest.h>

namespace seiload::eth {
namespace {

Transaction plain() {
  Transaction tx;
  tx.to = Address{};
  tx.gas_limit = 1'000'000'000;
  return tx;
}

TEST(Gas, DataAndFloor) {
  Transaction tx = plain();
  EXPECT_EQ(intrinsic_gas(tx), 21000U);
  EXPECT_EQ(minimum_gas_limit(tx), 21000U);
  const base::Bytes data = {0, 1, 0, 2, 3};
  tx.data = data;
  EXPECT_EQ(intrinsic_gas(tx), 21000U + 2 * 4 + 3 * 16);
  EXPECT_EQ(floor_gas(data), 21000U + 2 * 10 + 3 * 40);
  EXPECT_EQ(minimum_gas_limit(tx), floor_gas(data));
}

TEST(Gas, CreationCountsWordsOfInitCode) {
  Transaction tx = plain();
  tx.to.reset();
  EXPECT_EQ(intrinsic_gas(tx), 53000U);
  for (const std::size_t size : std::initializer_list<std::size_t>{1, 31, 32, 33, 64, 65}) {
    const base::Bytes code(size, 1);
    tx.data = code;
    EXPECT_EQ(intrinsic_gas(tx), 53000U + 16 * size + 2 * ((size + 31) / 32));
  }
}

TEST(Gas, AccessList) {
  Transaction tx = plain();
  tx.access_list = {{Address{}, {base::Bytes32{}, base::Bytes32{}}}, {Address{}, {}}};
  EXPECT_EQ(intrinsic_gas(tx), 21000U + 2 * 2400 + 2 * 1900);
  tx.type = TxType::legacy;  // has none
  EXPECT_EQ(intrinsic_gas(tx), 21000U);
}

TEST(Rules, EachViolation) {
  const base::Uint256 half = base::Uint256::from_be_bytes(base::Bytes(32, 0x7f));
  const base::Bytes code(kMaxInitCodeSize, 0), too_much(kMaxInitCodeSize + 1, 0);
  const struct {
    const char* name;
    Violation want;
    void (*change)(Transaction&, const base::Uint256& half, base::ByteSpan code, base::ByteSpan too_much);
  } kCases[] = {
      {"plain", Violation::none, [](Transaction&, auto&, auto, auto) {}},
      {"last nonce", Violation::nonce_too_high,
       [](Transaction& tx, auto&, auto, auto) { tx.nonce = ~std::uint64_t{0}; }},
      {"last nonce but one", Violation::none,
       [](Transaction& tx, auto&, auto, auto) { tx.nonce = ~std::uint64_t{1}; }},
      {"gas", Violation::none, [](Transaction& tx, auto&, auto, auto) { tx.gas_limit = 21000; }},
      {"too little gas", Violation::gas_limit_too_low,
       [](Transaction& tx, auto&, auto, auto) { tx.gas_limit = 20999; }},
      {"init code", Violation::none,
       [](Transaction& tx, auto&, auto code_, auto) { tx.to.reset(), tx.data = code_; }},
      {"too much of it", Violation::init_code_too_large,
       [](Transaction& tx, auto&, auto, auto more) { tx.to.reset(), tx.data = more; }},
      {"as data", Violation::none, [](Transaction& tx, auto&, auto, auto more) { tx.data = more; }},
      {"tip", Violation::none, [](Transaction& tx, auto&, auto, auto) { tx.tip_cap = tx.fee_cap = 5; }},
      {"tip over cap", Violation::tip_above_fee_cap,
       [](Transaction& tx, auto&, auto, auto) { tx.tip_cap = 6, tx.fee_cap = 5; }},
      {"fee overflow", Violation::cost_overflow,
       [](Transaction& tx, auto& half_, auto, auto) { tx.fee_cap = half_; }},
      {"value overflow", Violation::cost_overflow,
       [](Transaction& tx, auto&, auto, auto) {
         tx.fee_cap = 1, tx.value = base::Uint256::from_be_bytes(base::Bytes(32, 0xff));
       }},
      {"legacy's price counts", Violation::cost_overflow,
       [](Transaction& tx, auto& half_, auto, auto) { tx.type = TxType::legacy, tx.gas_price = half_; }},
      {"legacy has no caps", Violation::none,
       [](Transaction& tx, auto&, auto, auto) { tx.type = TxType::legacy, tx.tip_cap = 5; }},
  };
  for (const auto& c : kCases) {
    Transaction tx = plain();
    c.change(tx, half, code, too_much);
    EXPECT_EQ(find_violation(tx), c.want) << c.name;
  }
}

}  // namespace
}  // namespace seiload::eth
