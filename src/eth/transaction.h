#pragma once
// Transactions of the three types in use: 0, legacy, with replay protection (EIP-155) or without; 1, with an
// access list (EIP-2930); 2, with a fee cap and a tip cap (EIP-1559). Encoding for signing and for sending,
// hashes, and the strict way back. Pure functions; any thread.
//
//   std::array<std::uint8_t, 512> buffer;              // >= encoded_size_bound(tx)
//   Encoding encoding(tx, buffer);
//   job = {&key, signing_digest(encoding.to_sign())};  // a batch of these through crypto::sign
//   raw = encoding.with(job.signature);
//   hash = transaction_hash(raw);

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/uint256.h"
#include "crypto/ecdsa.h"
#include "eth/address.h"
#include "eth/tx_type.h"

namespace seiload::eth {

struct AccessEntry {
  Address address;
  std::vector<base::Bytes32> storage_keys;

  friend bool operator==(const AccessEntry&, const AccessEntry&) = default;
};

struct Transaction {
  TxType type = TxType::dynamic_fee;
  std::uint64_t chain_id = 0;  // of a legacy one: 0 is no replay protection (v 27 and 28)
  std::uint64_t nonce = 0;
  base::Uint256 gas_price;  // wei a gas; types 0 and 1
  base::Uint256 tip_cap;    // wei a gas for the block's maker; type 2
  base::Uint256 fee_cap;    // wei a gas in all; type 2
  std::uint64_t gas_limit = 0;
  std::optional<Address> to;             // nothing: creates a contract
  base::Uint256 value;                   // wei
  base::ByteSpan data;                   // not owned
  std::vector<AccessEntry> access_list;  // types 1 and 2
};

// Buffer bytes that suffice for both encodings; with an access list given, that is the transaction's.
std::size_t encoded_size_bound(const Transaction& tx);
std::size_t encoded_size_bound(const Transaction& tx, std::span<const AccessEntry> access_list);

// What is hashed for signing and what is sent, which differ in the list's header and in what follows the
// fields: they are written once. Within a buffer of the caller's, which must hold encoded_size_bound bytes;
// the results are views of it. Nothing is allocated, and the transaction need not outlive the constructor.
class Encoding {
 public:
  Encoding() = default;
  Encoding(const Transaction& tx, std::span<std::uint8_t> buffer);
  // With this access list in place of the transaction's own: one that many share.
  Encoding(const Transaction& tx, std::span<const AccessEntry> access_list, std::span<std::uint8_t> buffer);

  base::ByteSpan to_sign() const { return {begin_, end_}; }  // until with()
  // The signature's recid must be 0 or 1 (others occur once in 2^127 signatures).
  base::ByteSpan with(const crypto::Signature& signature);

 private:
  void finish(base::ByteSpan tail);

  std::uint64_t chain_id_ = 0;
  TxType type_ = TxType::dynamic_fee;
  std::uint8_t *fields_ = nullptr, *tail_ = nullptr;  // where the fields begin and end
  std::uint8_t *begin_ = nullptr, *end_ = nullptr;    // of all
};

// The same where speed does not matter.
base::Bytes encode_unsigned(const Transaction& tx);
base::Bytes encode_signed(const Transaction& tx, const crypto::Signature& signature);

base::Bytes32 signing_digest(base::ByteSpan encoded_unsigned);
base::Bytes32 signing_digest(const Transaction& tx);
base::Bytes32 transaction_hash(base::ByteSpan raw);

struct SignedTransaction {
  Transaction tx;  // its data is a view of the bytes that were decoded
  crypto::Signature signature;
  Address sender;
  base::Bytes32 hash{};
};

// Refuses (invalid_input) what no chain takes: RLP that is not canonical, a wrong number of fields, fields
// too wide or with leading zeros, a v that no chain id gives, r or s out of range, s over n / 2 (EIP-2), a
// signature that no key made, other types. Does not check what depends on the chain or on its rules: see
// eth/gas.h.
base::Result<SignedTransaction> decode_transaction(base::ByteSpan raw);

// Who tells the sender in place of recovering it from the signature, which is most of what decoding takes: a
// simulation that knows who sends what. Nothing: no key made the signature.
class SenderOf {
 public:
  virtual ~SenderOf() = default;
  virtual std::optional<Address> operator()(const Transaction& tx,
                                            const crypto::Signature& signature) const = 0;
  // False: SignedTransaction::hash stays zero, for callers that take the hashes of many at once.
  virtual bool wants_hash() const { return true; }
};
std::optional<Address> recover_sender(const Transaction& tx, const crypto::Signature& signature);
base::Result<SignedTransaction> decode_transaction(base::ByteSpan raw, const SenderOf& sender_of);

}  // namespace seiload::eth
