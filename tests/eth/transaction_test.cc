#include "eth/transaction.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "base/random.h"
#include "crypto/keccak.h"
#include "eth/account.h"
#include "eth/gas.h"
#include "support/secp256k1.h"
#include "support/vectors.h"

namespace seiload::eth {
namespace {

using base::Uint256;

Uint256 quantity(const test::Record& record, std::string_view key) {
  const auto number = Uint256::from_quantity(record.text(key));
  EXPECT_TRUE(number.has_value()) << record.label() << " " << key;
  return number.value_or(Uint256());
}

Address address(const test::Record& record, std::string_view key) {
  const auto parsed = parse_address(record.text(key));
  EXPECT_TRUE(parsed.has_value()) << record.label() << " " << key;
  return parsed.value_or(Address());
}

void expect_equal(const Transaction& got, const Transaction& want) {
  EXPECT_EQ(got.type, want.type);
  EXPECT_EQ(got.chain_id, want.chain_id);
  EXPECT_EQ(got.nonce, want.nonce);
  EXPECT_EQ(got.gas_price, want.gas_price);
  EXPECT_EQ(got.tip_cap, want.tip_cap);
  EXPECT_EQ(got.fee_cap, want.fee_cap);
  EXPECT_EQ(got.gas_limit, want.gas_limit);
  EXPECT_EQ(got.to, want.to);
  EXPECT_EQ(got.value, want.value);
  EXPECT_EQ(base::to_hex(got.data), base::to_hex(want.data));
  EXPECT_EQ(got.access_list, want.access_list);
}

class TransactionVectors : public test::VectorTest {};
INSTANTIATE_TEST_SUITE_P(Sets, TransactionVectors, test::both_sets(), test::name_of_set);

TEST_P(TransactionVectors, EncodeSignAndDecode) {
  LOAD_VECTORS(records, "transactions.json");
  for (const auto& record : records) {
    SCOPED_TRACE(record.label());
    const test::Record fields("tx", record.field("tx"));
    Transaction tx;
    tx.type = static_cast<TxType>(record.number("type"));
    tx.chain_id = quantity(fields, "chainId").low_u64();
    tx.nonce = quantity(fields, "nonce").low_u64();
    if (tx.type == TxType::dynamic_fee) {
      tx.tip_cap = quantity(fields, "maxPriorityFeePerGas");
      tx.fee_cap = quantity(fields, "maxFeePerGas");
    } else {
      tx.gas_price = quantity(fields, "gasPrice");
    }
    tx.gas_limit = quantity(fields, "gasLimit").low_u64();
    tx.value = quantity(fields, "value");
    if (!fields.is_null("to")) tx.to = address(fields, "to");
    const base::Bytes data = fields.bytes("data");
    tx.data = data;
    if (tx.type != TxType::legacy) {
      for (const auto& element : *fields.field("accessList").array()) {
        const test::Record entry("access list", element);
        AccessEntry& added = tx.access_list.emplace_back();
        added.address = address(entry, "address");
        for (const auto& key : *entry.field("storageKeys").array())
          added.storage_keys.push_back(base::decode_hex_array<32>(*key.string()).value());
      }
    }
    const base::Bytes32 key = record.bytes32("privateKey");
    std::vector<std::uint8_t> buffer(encoded_size_bound(tx));
    Encoding encoding(tx, buffer);
    const base::ByteSpan encoded = encoding.to_sign();
    if (record.has("unsigned")) {
      EXPECT_EQ(base::to_hex(encoded), record.text("unsigned"));
    }
    const base::Bytes32 digest = signing_digest(encoded);
    EXPECT_EQ(base::to_hex(digest), record.text("signingHash"));
    EXPECT_EQ(signing_digest(tx), digest);
    crypto::SignJob job{&key, digest, {}};
    crypto::sign({&job, 1});
    EXPECT_EQ(job.signature, (crypto::Signature{record.bytes32("r"), record.bytes32("s"),
                                                static_cast<std::uint8_t>(record.number("yParity"))}));
    const base::ByteSpan raw = encoding.with(job.signature);
    EXPECT_EQ(base::to_hex(raw), record.text("raw"));
    EXPECT_EQ(base::to_hex(transaction_hash(raw)), record.text("hash"));

    const auto decoded = decode_transaction(raw);
    ASSERT_TRUE(decoded) << decoded.error().message;
    expect_equal(decoded->tx, tx);
    EXPECT_EQ(decoded->signature, job.signature);
    EXPECT_EQ(to_hex(decoded->sender), record.text("address"));
    EXPECT_EQ(base::to_hex(decoded->hash), record.text("hash"));
  }
}

class PublicTransactionVectors : public test::VectorTest {};
INSTANTIATE_TEST_SUITE_P(Sets, PublicTransactionVectors, test::full_set(), test::name_of_set);

TEST_P(PublicTransactionVectors, AreSortedAsTheirKindSays) {
  LOAD_VECTORS(records, "ethereum_transactions.json");
  for (const auto& record : records) {
    SCOPED_TRACE(record.label());
    const std::string kind = record.text("kind");
    const base::Bytes raw = record.bytes("txbytes");
    const auto decoded = decode_transaction(raw);
    if (kind == "malformed" || kind == "range" || kind == "signature") {
      EXPECT_FALSE(decoded);
      continue;
    }
    if (kind == "chain") {
      EXPECT_TRUE(!decoded || decoded->tx.chain_id > 1);
      continue;
    }
    ASSERT_TRUE(decoded) << decoded.error().message;
    const Violation violation = find_violation(decoded->tx);
    if (kind == "rule") {
      EXPECT_NE(violation, Violation::none);
      continue;
    }
    ASSERT_EQ(kind, "valid");
    // The vectors end before the calldata floor of EIP-7623.
    if (decoded->tx.gas_limit >= floor_gas(decoded->tx.data)) {
      EXPECT_EQ(violation, Violation::none);
    }
    const json::Value* const newest = record.field("result").find("Cancun");
    const test::Record want("Cancun",
                            newest != nullptr ? *newest : record.field("result").object()->back().value);
    EXPECT_EQ(base::to_hex(decoded->hash), want.text("hash"));
    EXPECT_EQ(to_hex(decoded->sender), want.text("sender"));
    // Their quantities may have leading zeros ("0x06aa1c").
    EXPECT_EQ(intrinsic_gas(decoded->tx), std::stoull(want.text("intrinsicGas"), nullptr, 16));
    EXPECT_EQ(encode_signed(decoded->tx, decoded->signature), raw);
  }
}

TEST_P(PublicTransactionVectors, Basic) {
  LOAD_VECTORS(records, "ethereum_basic.json");
  for (const auto& record : records) {
    if (record.text("set") != "tx") continue;
    const base::Bytes raw = record.bytes("raw");
    EXPECT_EQ(base::to_hex(transaction_hash(raw)), record.text("hash"));
    const auto decoded = decode_transaction(raw);
    if (decoded) {
      EXPECT_EQ(to_hex(decoded->sender), record.text("sender"));
    } else {
      EXPECT_EQ(decoded.error().message, "transaction: s: over half the group's order");
    }
  }
}

Transaction sample(TxType type, base::ByteSpan data) {
  Transaction tx;
  tx.type = type;
  tx.chain_id = 1329;
  tx.nonce = 7;
  if (type == TxType::dynamic_fee) {
    tx.tip_cap = 2'000'000'000;
    tx.fee_cap = 200'000'000'000;
  } else {
    tx.gas_price = 200'000'000'000;
  }
  tx.gas_limit = 100000;
  tx.to = parse_address("0x00000000000000000000000000000000000000ff");
  tx.value = 1;
  tx.data = data;
  if (type != TxType::legacy)
    tx.access_list = {{*tx.to, {base::Bytes32{1}, base::Bytes32{2}}}, {Address{}, {}}};
  return tx;
}

constexpr TxType kTypes[] = {TxType::legacy, TxType::access_list, TxType::dynamic_fee};

base::Bytes signed_sample(TxType type) {
  static constexpr std::uint8_t kData[] = {1, 2, 3};
  const Transaction tx = sample(type, kData);
  return encode_signed(tx, crypto::sign_constant_time(pool_key(1, 0, 0), signing_digest(tx)));
}

TEST(Transaction, EveryCutAndEveryAddedByteIsRefused) {
  for (const TxType type : kTypes) {
    base::Bytes raw = signed_sample(type);
    ASSERT_TRUE(decode_transaction(raw));
    for (std::size_t size = 0; size < raw.size(); ++size)
      EXPECT_FALSE(decode_transaction(base::ByteSpan(raw).first(size))) << size;
    raw.push_back(0x80);
    EXPECT_FALSE(decode_transaction(raw));
  }
}

TEST(Transaction, EveryChangedBitIsRefusedOrChangesTheSender) {
  const Address sender = address_of_key(pool_key(1, 0, 0));
  for (const TxType type : kTypes) {
    const base::Bytes raw = signed_sample(type);
    EXPECT_EQ(decode_transaction(raw)->sender, sender);
    for (std::size_t bit = 0; bit < raw.size() * 8; ++bit) {
      base::Bytes changed = raw;
      changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ 1 << bit % 8);
      const auto decoded = decode_transaction(changed);
      if (!decoded) continue;
      EXPECT_NE(decoded->sender, sender) << bit;
      EXPECT_EQ(encode_signed(decoded->tx, decoded->signature), changed) << bit;
    }
  }
}

TEST(Transaction, LargestFieldsFitTheBound) {
  base::Bytes32 all;
  all.fill(0xff);
  const Uint256 most = Uint256::from_be_bytes(all);
  const std::uint64_t most64 = ~std::uint64_t{0};
  for (const TxType type : kTypes) {
    for (const std::size_t size : std::initializer_list<std::size_t>{0, 55, 56, 100000}) {
      const base::Bytes data(size, 0xff);
      Transaction tx{type, most64, most64, most, most, most, most64, Address{}, most, data, {}};
      tx.to->bytes.fill(0xff);
      for (std::size_t entries = 0; entries < 40; entries += 13) {
        tx.access_list.assign(entries, {*tx.to, std::vector<base::Bytes32>(entries, all)});
        const base::Bytes raw = encode_signed(tx, {all, all, 1});
        EXPECT_LE(raw.size(), encoded_size_bound(tx));
        EXPECT_LE(encode_unsigned(tx).size(), encoded_size_bound(tx));
      }
    }
  }
}

TEST(Transaction, ChainIdsUpTo64Bits) {
  const base::Bytes32 key = pool_key(2, 0, 0);
  for (const std::uint64_t chain_id :
       {std::uint64_t{1}, std::uint64_t{109}, std::uint64_t{110}, std::uint64_t{1} << 62,
        (std::uint64_t{1} << 63) - 18, (std::uint64_t{1} << 63) - 17, std::uint64_t{1} << 63,
        ~std::uint64_t{0}, std::uint64_t{0}}) {
    for (const TxType type : kTypes) {
      Transaction tx = sample(type, {});
      tx.chain_id = chain_id;
      for (tx.nonce = 0; tx.nonce < 4; ++tx.nonce) {  // both parities
        const auto decoded =
            decode_transaction(encode_signed(tx, crypto::sign_constant_time(key, signing_digest(tx))));
        ASSERT_TRUE(decoded) << chain_id << ": " << decoded.error().message;
        EXPECT_EQ(decoded->tx.chain_id, chain_id);
        EXPECT_EQ(decoded->sender, address_of_key(key));
      }
    }
  }
}

TEST(Transaction, ErrorsNameTheField) {
  const struct {
    const char* raw;
    const char* message;
  } kCases[] = {
      {"0x", "transaction: empty"},
      {"0x00c0", "transaction: type byte 0: neither 1 nor 2"},
      {"0x03c0", "transaction: type byte 3: neither 1 nor 2"},
      {"0x80", "transaction: no list"},
      {"0x02", "transaction: RLP: nothing left to read"},
      {"0x02c0", "transaction: chain id: missing"},
      {"0xc0", "transaction: nonce: missing"},
      {"0xc1c0", "transaction: nonce: a list"},
      {"0xc100", "transaction: nonce: no number under 2^64 without leading zeros"},
      {"0xc3808080", "transaction: to: missing"},
      {"0xc580808081ff", "transaction: to: not 20 bytes"},
      {"0xca80808080808080808080", "transaction: v: neither 27, 28 nor that of a chain id under 2^64"},
      {"0xc98080808080801b8080", "transaction: a signature that no key made"},
      {"0xca8080808080801b808080", "transaction: list: too many fields"},
      {"0x01c880808080808080c1", "transaction: access list: RLP: cut short"},
      {"0x01cb80808080808080"
       "c0028080",
       "transaction: parity: neither 0 nor 1"},
      {"0x01c98080808080808080c0", "transaction: access list: no list"},
      {"0x01c9808080808080"
       "80c1c0",
       "transaction: access list address: missing"},
      {"0x01c9808080808080"
       "80c180",
       "transaction: access list entry: no list"},
  };
  for (const auto& c : kCases) {
    const auto decoded = decode_transaction(base::decode_hex(c.raw).value());
    ASSERT_FALSE(decoded) << c.raw;
    EXPECT_EQ(decoded.error().code, base::Code::invalid_input);
    EXPECT_EQ(decoded.error().message, c.message) << c.raw;
  }
}

TEST(Transaction, ASharedAccessListIsEncodedAsItsOwn) {
  for (const TxType type : {TxType::access_list, TxType::dynamic_fee, TxType::legacy}) {
    Transaction tx;
    tx.type = type;
    tx.chain_id = 1;
    const std::vector<AccessEntry> list = {{Address(), {base::Bytes32{1}, base::Bytes32{2}}},
                                           {Address(), {}}};
    base::Bytes buffer(encoded_size_bound(tx, list));
    const Encoding shared(tx, list, buffer);
    const base::Bytes got(shared.to_sign().begin(), shared.to_sign().end());
    tx.access_list = list;
    EXPECT_EQ(base::to_hex(got), base::to_hex(encode_unsigned(tx)));
  }
}

}  // namespace
}  // namespace seiload::eth
