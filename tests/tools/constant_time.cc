// Runs what handles secrets on memory that valgrind holds for undefined: each branch and each index that
// depends on a secret is then an error of memcheck's (as in Adam Langley's ctgrind). constant_time OPERATION,
// under valgrind; without an operation it lists them. `leaks` depends on its secret, so that it is known to
// be found. For tests/crypto/constant_time.sh.

#include <algorithm>
#include <cstdio>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "crypto/aead.h"
#include "crypto/constant_time.h"
#include "crypto/cpu.h"
#include "crypto/hkdf.h"
#include "crypto/kernels.h"
#include "crypto/nist_curve.h"
#include "crypto/stream_aead.h"
#include "crypto/x25519.h"

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#define HAS_MEMCHECK 1
#else
#define HAS_MEMCHECK 0
#endif

namespace {

using namespace seiload;  // NOLINT(google-build-using-namespace)
using base::Bytes;
using base::Bytes32;

void make_secret(void* data, std::size_t size) {
#if HAS_MEMCHECK
  VALGRIND_MAKE_MEM_UNDEFINED(data, size);
#else
  static_cast<void>(data), static_cast<void>(size);
#endif
}

void make_public(void* data, std::size_t size) {
#if HAS_MEMCHECK
  VALGRIND_MAKE_MEM_DEFINED(data, size);
#else
  static_cast<void>(data), static_cast<void>(size);
#endif
}

bool is_under_valgrind() {
#if HAS_MEMCHECK
  return RUNNING_ON_VALGRIND != 0;
#else
  return false;
#endif
}

Bytes secret(std::size_t size) {
  Bytes out(size);
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<std::uint8_t>(37 * i + 11);
  make_secret(out.data(), out.size());
  return out;
}

Bytes32 secret32() {
  const Bytes bytes = secret(32);
  Bytes32 out;
  std::copy(bytes.begin(), bytes.end(), out.begin());
  return out;
}

void x25519_public() { crypto::x25519_public(secret32()); }
void x25519_shared() { static_cast<void>(crypto::x25519(secret32(), crypto::x25519_public({5}))); }

void hashes() {
  for (const auto algorithm :
       {crypto::HashAlgorithm::sha256, crypto::HashAlgorithm::sha384, crypto::HashAlgorithm::sha512}) {
    for (const std::size_t size : {20U, 200U}) crypto::hmac(algorithm, secret(size), secret(300));
    Bytes out(100);
    const auto prk = crypto::hkdf_extract(algorithm, secret(32), secret(32));
    crypto::hkdf_expand(algorithm, prk.span(), base::as_bytes("info"), out);
  }
}

// Up to the verdict, which anyone may see.
template <class Cipher>
void run_cipher(std::size_t key_size) {
  const Cipher cipher(secret(key_size));
  const std::uint8_t nonce[crypto::kAeadNonceSize] = {1};
  for (const std::size_t size : {0U, 5U, 112U, 300U, 3000U}) {
    const Bytes aad = secret(13);
    Bytes text = secret(size), tag(crypto::kAeadTagSize), wrong = secret(crypto::kAeadTagSize);
    const crypto::AeadCall call = {nonce,       aad.data(), aad.size(), text.data(), text.size(),
                                   text.data(), tag.data()};
    cipher.apply(true, call);
    cipher.apply(false, call);
    bool verdict = crypto::equal_constant_time(tag, wrong);
    make_public(&verdict, sizeof verdict);
    if (verdict) std::puts("the tags are the same");
  }
}

void aes_portable() {
  run_cipher<crypto::AesGcm>(16);
  run_cipher<crypto::AesGcm>(32);
}

void chacha20_poly1305() { run_cipher<crypto::ChaCha20Poly1305>(32); }

#if defined(__x86_64__)
void aes_instructions() {
  if (!crypto::use_aes_instructions()) return static_cast<void>(std::puts("no such instructions here"));
  run_cipher<crypto::AesNiGcm>(16);
  run_cipher<crypto::AesNiGcm>(32);
}
#endif

// As an Aead does it, whichever it takes.
void seal() {
  for (const auto algorithm : {crypto::AeadAlgorithm::aes_128_gcm, crypto::AeadAlgorithm::aes_256_gcm,
                               crypto::AeadAlgorithm::chacha20_poly1305}) {
    const crypto::Aead aead(algorithm, secret(crypto::key_size(algorithm)));
    const std::uint8_t nonce[crypto::kAeadNonceSize] = {1};
    Bytes text = secret(500);
    text.resize(500 + crypto::kAeadTagSize);
    aead.seal(nonce, {}, base::ByteSpan(text).first(500), text.data());
  }
}

void p256_public() { static_cast<void>(crypto::p256_public(secret32())); }

void p256_shared() {
  const auto peer = crypto::p256_public(Bytes32{1, 2, 3});
  static_cast<void>(crypto::p256_shared(secret32(), *peer));
}

void leaks() {
  static constexpr std::uint8_t kTable[256] = {1, 2, 3};
  const Bytes bytes = secret(2);
  if (kTable[bytes[0]] == 0) std::puts("an index");
  if (bytes[1] > 100) std::puts("a branch");
}

struct Operation {
  std::string_view name;
  void (*run)();
};

constexpr Operation kOperations[] = {
    {"x25519-public", x25519_public},
    {"x25519-shared", x25519_shared},
    {"hmac-hkdf", hashes},
    {"aes-gcm-portable", aes_portable},
#if defined(__x86_64__)
    {"aes-gcm-instructions", aes_instructions},
#endif
    {"chacha20-poly1305", chacha20_poly1305},
    {"aead-seal", seal},
    {"p256-public", p256_public},
    {"p256-shared", p256_shared},
    {"leaks", leaks},
};

}  // namespace

int main(int argc, char** argv) {
  if (argc == 1) {
    for (const auto& operation : kOperations) std::printf("%s\n", operation.name.data());
    return 0;
  }
  if (!is_under_valgrind()) return std::fputs("needs valgrind, and its headers when built\n", stderr), 2;
  for (const auto& operation : kOperations)
    if (operation.name == argv[1]) return operation.run(), 0;
  return std::fputs("usage: constant_time [OPERATION]\n", stderr), 2;
}
