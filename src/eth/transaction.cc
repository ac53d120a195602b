#include "eth/transaction.h"

#include <algorithm>
#include <string>

#include "base/check.h"
#include "base/text.h"
#include "crypto/keccak.h"
#include "eth/rlp.h"

namespace seiload::eth {
namespace {

using base::ByteSpan;
using base::Uint256;

// Bytes of everything but data and access list: the type, the list's header, and eleven numbers or addresses
// at most.
constexpr std::size_t kFixedBound = 1 + rlp::kMaxHeader + 11 * rlp::kMaxNumber;
constexpr std::size_t kFrontBound = 1 + rlp::kMaxHeader,
                      kTailBound = 3 * rlp::kMaxNumber;  // of it: around the fields
constexpr std::size_t kKeyBound = 1 + 32, kEntryBound = 2 * rlp::kMaxHeader + 1 + 20;

void add_access_list(rlp::Writer& writer, std::span<const AccessEntry> entries) {
  const std::size_t end = writer.size();
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    const std::size_t entry_end = writer.size();
    for (auto key = entry->storage_keys.rbegin(); key != entry->storage_keys.rend(); ++key) writer.add(*key);
    writer.close_list(entry_end);
    writer.add(entry->address.bytes);
    writer.close_list(entry_end);
  }
  writer.close_list(end);
}

// All fields in front of the signature's.
void add_fields(rlp::Writer& writer, const Transaction& tx, std::span<const AccessEntry> access_list) {
  if (tx.type != TxType::legacy) add_access_list(writer, access_list);
  writer.add(tx.data);
  writer.add(tx.value);
  if (tx.to)
    writer.add(tx.to->bytes);
  else
    writer.add(ByteSpan());
  writer.add(tx.gas_limit);
  if (tx.type == TxType::dynamic_fee) {
    writer.add(tx.fee_cap);
    writer.add(tx.tip_cap);
  } else {
    writer.add(tx.gas_price);
  }
  writer.add(tx.nonce);
  if (tx.type != TxType::legacy) writer.add(tx.chain_id);
}

// EIP-155: chain_id * 2 + 35 + parity; 27 + parity without a chain id.
Uint256 legacy_v(std::uint64_t chain_id, std::uint8_t parity) {
  if (chain_id == 0) return 27U + std::uint64_t{parity};
  return *Uint256::add(*Uint256::multiply(chain_id, 2), 35U + std::uint64_t{parity});
}

// r and s, which nearly always have all their bytes.
void add_signature_part(rlp::Writer& writer, const base::Bytes32& number) {
  if (number[0] != 0) return writer.add(number);
  const auto first = std::find_if(number.begin(), number.end(), [](std::uint8_t byte) { return byte != 0; });
  writer.add(ByteSpan(first, number.end()));
}

// Reads the fields of a transaction one after another. The first thing wrong stays; what follows is then
// meaningless.
class Fields {
 public:
  explicit Fields(ByteSpan list) : reader_(list) {}

  ByteSpan string(std::string_view name) {
    const auto item = next(name);
    if (item.is_list) fail(name, "a list");
    return item.payload;
  }

  std::uint64_t u64(std::string_view name) {
    const auto number = rlp::to_u64(string(name));
    if (!number) fail(name, "no number under 2^64 without leading zeros");
    return number.value_or(0);
  }

  Uint256 uint256(std::string_view name) {
    const auto number = rlp::to_uint256(string(name));
    if (!number) fail(name, "no number under 2^256 without leading zeros");
    return number.value_or(Uint256());
  }

  template <std::size_t N>
  std::array<std::uint8_t, N> exactly(std::string_view name) {
    return exactly<N>(name, string(name));
  }

  std::optional<Address> to() {
    const ByteSpan bytes = string("to");
    if (bytes.empty()) return std::nullopt;
    return Address{exactly<20>("to", bytes)};
  }

  std::vector<AccessEntry> access_list() {
    std::vector<AccessEntry> entries;
    for (Fields list = nested("access list"); more(list);) {
      Fields entry = list.nested("access list entry");
      AccessEntry& added = entries.emplace_back();
      added.address.bytes = entry.exactly<20>("access list address");
      for (Fields keys = entry.nested("storage keys"); entry.more(keys);)
        added.storage_keys.push_back(keys.exactly<32>("storage key"));
      entry.end("access list entry");
      list.adopt(entry);
    }
    return entries;
  }

  // r or s; recovery checks its range.
  base::Bytes32 signature_part(std::string_view name) { return uint256(name).to_be_bytes(); }

  void end(std::string_view what) {
    if (!reader_.done()) fail(what, "too many fields");
  }

  void fail(std::string_view name, std::string_view what) {
    if (problem_.empty()) problem_ = base::cat("transaction: ", name, ": ", what);
  }

  const std::string& problem() const { return problem_; }

 private:
  rlp::Item next(std::string_view name) {
    if (!problem_.empty()) return {};
    if (reader_.done()) {
      fail(name, "missing");
      return {};
    }
    const auto item = reader_.next();
    if (item) return *item;
    fail(name, item.error().message);
    return {};
  }

  Fields nested(std::string_view name) {
    const auto item = next(name);
    if (!item.is_list) fail(name, "no list");
    return Fields(item.is_list ? item.payload : ByteSpan());
  }

  // Whether an inner list goes on; takes over what was wrong in it.
  bool more(const Fields& inner) {
    adopt(inner);
    return problem_.empty() && !inner.reader_.done();
  }

  void adopt(const Fields& inner) {
    if (problem_.empty()) problem_ = inner.problem_;
  }

  template <std::size_t N>
  std::array<std::uint8_t, N> exactly(std::string_view name, ByteSpan bytes) {
    std::array<std::uint8_t, N> out{};
    if (bytes.size() == N)
      std::copy(bytes.begin(), bytes.end(), out.begin());
    else
      fail(name, base::cat("not ", N, " bytes"));
    return out;
  }

  rlp::Reader reader_;
  std::string problem_;
};

// Splits a legacy v into chain id and parity.
void read_legacy_v(Fields& fields, SignedTransaction& out) {
  const Uint256 v = fields.uint256("v");
  for (const std::uint8_t parity : {std::uint8_t{0}, std::uint8_t{1}}) {
    out.signature.recid = parity;
    if (v == legacy_v(0, parity)) return;
    const auto rest = Uint256::subtract(v, 35U + std::uint64_t{parity});
    if (!rest || rest->bit_length() > 65) continue;
    const base::Bytes32 bytes = rest->to_be_bytes();  // twice the chain id: 65 bits
    if ((bytes[31] & 1) != 0) continue;
    out.tx.chain_id = std::uint64_t{bytes[23]} << 63 | base::load_be64(bytes.data() + 24) >> 1;
    if (out.tx.chain_id != 0) return;
  }
  fields.fail("v", "neither 27, 28 nor that of a chain id under 2^64");
}

}  // namespace

std::size_t encoded_size_bound(const Transaction& tx) { return encoded_size_bound(tx, tx.access_list); }

std::size_t encoded_size_bound(const Transaction& tx, std::span<const AccessEntry> access_list) {
  std::size_t bound = kFixedBound + rlp::kMaxHeader + tx.data.size();
  if (tx.type == TxType::legacy) return bound;
  bound += rlp::kMaxHeader;
  for (const auto& entry : access_list) bound += kEntryBound + kKeyBound * entry.storage_keys.size();
  return bound;
}

Encoding::Encoding(const Transaction& tx, std::span<std::uint8_t> buffer)
    : Encoding(tx, tx.access_list, buffer) {}

Encoding::Encoding(const Transaction& tx, std::span<const AccessEntry> access_list,
                   std::span<std::uint8_t> buffer)
    : chain_id_(tx.chain_id), type_(tx.type) {
  CHECK(buffer.size() >= encoded_size_bound(tx, access_list));
  const std::span<std::uint8_t> room = buffer.subspan(kFrontBound, buffer.size() - kFrontBound - kTailBound);
  rlp::Writer fields(room);
  add_fields(fields, tx, access_list);
  tail_ = room.data() + room.size();
  fields_ = tail_ - fields.size();

  std::array<std::uint8_t, kTailBound> bytes;
  rlp::Writer tail(bytes);
  if (type_ == TxType::legacy && chain_id_ != 0) {  // EIP-155: chain id, 0, 0 where the signature will be
    tail.add(std::uint64_t{0});
    tail.add(std::uint64_t{0});
    tail.add(chain_id_);
  }
  finish(tail.written());
}

ByteSpan Encoding::with(const crypto::Signature& signature) {
  CHECK(signature.recid <= 1);
  std::array<std::uint8_t, kTailBound> bytes;
  rlp::Writer tail(bytes);
  add_signature_part(tail, signature.s);
  add_signature_part(tail, signature.r);
  if (type_ == TxType::legacy)
    tail.add(legacy_v(chain_id_, signature.recid));
  else
    tail.add(std::uint64_t{signature.recid});
  finish(tail.written());
  return {begin_, end_};
}

void Encoding::finish(ByteSpan tail) {
  end_ = std::copy(tail.begin(), tail.end(), tail_);
  rlp::Writer front({fields_ - kFrontBound, kFrontBound});
  front.add_list_header(static_cast<std::size_t>(end_ - fields_));
  const auto type = static_cast<std::uint8_t>(type_);
  if (type_ != TxType::legacy) front.add_raw({&type, 1});
  begin_ = fields_ - front.size();
}

base::Bytes encode_unsigned(const Transaction& tx) {
  base::Bytes buffer(encoded_size_bound(tx));
  const ByteSpan bytes = Encoding(tx, buffer).to_sign();
  return {bytes.begin(), bytes.end()};
}

base::Bytes encode_signed(const Transaction& tx, const crypto::Signature& signature) {
  base::Bytes buffer(encoded_size_bound(tx));
  const ByteSpan bytes = Encoding(tx, buffer).with(signature);
  return {bytes.begin(), bytes.end()};
}

base::Bytes32 signing_digest(ByteSpan encoded_unsigned) { return crypto::keccak256(encoded_unsigned); }

base::Bytes32 signing_digest(const Transaction& tx) { return signing_digest(encode_unsigned(tx)); }

base::Bytes32 transaction_hash(ByteSpan raw) { return crypto::keccak256(raw); }

std::optional<Address> recover_sender(const Transaction& tx, const crypto::Signature& signature) {
  const auto key = crypto::recover(signing_digest(tx), signature);
  return key ? std::optional(address_of(*key)) : std::nullopt;
}

base::Result<SignedTransaction> decode_transaction(ByteSpan raw) {
  class Recover final : public SenderOf {
   public:
    std::optional<Address> operator()(const Transaction& tx,
                                      const crypto::Signature& signature) const override {
      return recover_sender(tx, signature);
    }
  };
  return decode_transaction(raw, Recover());
}

base::Result<SignedTransaction> decode_transaction(ByteSpan raw, const SenderOf& sender_of) {
  if (raw.empty()) return base::invalid_input("transaction: empty");
  SignedTransaction out;
  Transaction& tx = out.tx;
  const bool typed = raw[0] < 0x80;  // EIP-2718: a type byte; else the list of a legacy transaction
  if (typed && raw[0] != 1 && raw[0] != 2)
    return base::invalid_input(base::cat("transaction: type byte ", unsigned{raw[0]}, ": neither 1 nor 2"));
  tx.type = typed ? static_cast<TxType>(raw[0]) : TxType::legacy;
  const auto list = rlp::read_single(raw.subspan(typed ? 1 : 0));
  if (!list) return base::Error(list.error()).with("transaction");
  if (!list->is_list) return base::invalid_input("transaction: no list");

  Fields fields(list->payload);
  if (typed) tx.chain_id = fields.u64("chain id");
  tx.nonce = fields.u64("nonce");
  if (tx.type == TxType::dynamic_fee) {
    tx.tip_cap = fields.uint256("max priority fee");
    tx.fee_cap = fields.uint256("max fee");
  } else {
    tx.gas_price = fields.uint256("gas price");
  }
  tx.gas_limit = fields.u64("gas limit");
  tx.to = fields.to();
  tx.value = fields.uint256("value");
  tx.data = fields.string("data");
  if (typed) {
    tx.access_list = fields.access_list();
    const std::uint64_t parity = fields.u64("parity");
    if (parity > 1) fields.fail("parity", "neither 0 nor 1");
    out.signature.recid = static_cast<std::uint8_t>(parity & 1);
  } else {
    read_legacy_v(fields, out);
  }
  out.signature.r = fields.signature_part("r");
  out.signature.s = fields.signature_part("s");
  fields.end("list");
  if (!fields.problem().empty()) return base::invalid_input(fields.problem());
  if (!crypto::has_low_s(out.signature))
    return base::invalid_input("transaction: s: over half the group's order");
  const auto sender = sender_of(tx, out.signature);
  if (!sender) return base::invalid_input("transaction: a signature that no key made");
  out.sender = *sender;
  if (sender_of.wants_hash()) out.hash = transaction_hash(raw);
  return out;
}

}  // namespace seiload::eth
