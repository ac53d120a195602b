#pragma once
// ECDSA over secp256k1 as Ethereum uses it: 32-byte digests signed as they are, deterministic nonces (RFC
// 6979 with HMAC-SHA-256, digest reduced mod n), low s (s <= n / 2) and a recovery id, byte for byte what
// libsecp256k1 gives. Pure functions; any thread. The table they share is built by whoever comes first, in a
// few milliseconds.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "base/bytes.h"
#include "crypto/comb.h"

namespace seiload::crypto {

template <std::size_t kCount>
struct WorkArea;  // crypto/workspace.h

struct Signature {
  base::Bytes32 r{}, s{};  // big-endian, in [1, n - 1]
  std::uint8_t recid = 0;  // bit 0: y of the nonce's point is odd; bit 1: its x is r + n

  friend bool operator==(const Signature&, const Signature&) = default;
};

struct SignJob {
  const base::Bytes32* key = nullptr;
  base::Bytes32 digest{};
  Signature signature;  // what sign() gives
};

struct PublicKey {
  base::Bytes32 x{}, y{};  // affine coordinates, big-endian

  friend bool operator==(const PublicKey&, const PublicKey&) = default;
};

// Memory for batches, 330 KB, that whoever computes many keeps from call to call. Thread rule: one owner.
class Workspace {
 public:
  Workspace();
  ~Workspace();
  Workspace(Workspace&&) noexcept;
  Workspace& operator=(Workspace&&) noexcept;

 private:
  friend void sign(std::span<SignJob> jobs, Workspace& workspace);
  friend void derive_public_keys(std::span<const base::Bytes32> keys, std::span<PublicKey> out,
                                 Workspace& workspace);
  std::unique_ptr<WorkArea<comb::kChunk>> area_;
};

bool has_low_s(const Signature& signature);  // s <= n / 2, as Ethereum wants it (EIP-2)

void prepare();  // builds the table, so that the first signature need not wait for it

bool is_valid_key(const base::Bytes32& key);  // 0 < key < n

// Signs any number of jobs, none included; best 64 or more at once. Requires valid keys. Its time depends on
// the keys: for throw-away ones.
void sign(std::span<SignJob> jobs, Workspace& workspace);
void sign(std::span<SignJob> jobs);  // with a workspace for this call only; for few

// The same signature without a branch or an index that depends on the key or the nonce, but for whether they
// are in range; about seven times slower. What it put on the stack is overwritten before it returns. Requires
// a valid key.
Signature sign_constant_time(const base::Bytes32& key, const base::Bytes32& digest);

// The public key in the same way: one alone takes as long as such a signature. Requires a valid key.
PublicKey public_key_constant_time(const base::Bytes32& key);

// key + other mod n, in place and without a branch that depends on their values but for the result: false,
// `key` is not touched then, if `key` is n or more or the sum is zero (BIP-32 asks for that). Requires
// `other` to be a valid key.
[[nodiscard]] bool add_keys(base::Bytes32& key, const base::Bytes32& other);

// out[i] belongs to keys[i]. Requires equal sizes and valid keys. Variable time, best in batches.
void derive_public_keys(std::span<const base::Bytes32> keys, std::span<PublicKey> out, Workspace& workspace);
void derive_public_keys(std::span<const base::Bytes32> keys, std::span<PublicKey> out);  // the same; for few

// The key that made a signature (SEC 1, section 4.1.6), high s allowed; nothing if there is none: r or s not
// in [1, n - 1], no point with that x, or a key that would be the point at infinity.
std::optional<PublicKey> recover(const base::Bytes32& digest, const Signature& signature);

}  // namespace seiload::crypto
