#pragma once
// Slow, plain arithmetic to check crypto/ against, and what only tests need of ECDSA.

#include <vector>

#include "base/bytes.h"
#include "base/random.h"
#include "crypto/ecdsa.h"
#include "crypto/group.h"

namespace seiload::test {

using crypto::Words;

// (a + b) mod m and (a * b) mod m, bit by bit. Requires a, b < m, and m's top bit to be set.
Words add_mod(const Words& a, const Words& b, const Words& m);
Words mul_mod(const Words& a, const Words& b, const Words& m);
Words sub(const Words& a, const Words& b);  // mod 2^256
bool less(const Words& a, const Words& b);

Words small(std::uint64_t value);
Words random_words(base::Random& random);
base::Bytes32 random_bytes32(base::Random& random);

// Values at which carries and reductions turn: around 0, m and powers of two; all < m.
std::vector<Words> edges(const Words& m);

// a * p, bit by bit, by the complete formulas.
crypto::Projective multiple(const crypto::Scalar& a, const crypto::Affine& p);

// ECDSA verification, high s allowed, by way of recovery: a signature is valid for the key that one of the
// four recovery ids gives.
bool verify(const crypto::PublicKey& key, const base::Bytes32& digest, const base::Bytes32& r,
            const base::Bytes32& s);

}  // namespace seiload::test
