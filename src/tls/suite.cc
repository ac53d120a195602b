#include "tls/suite.h"

namespace seiload::tls {

namespace {

using crypto::AeadAlgorithm;
using crypto::HashAlgorithm;

constexpr Suite kSuites[] = {
    {0x1301, kTls13, AeadAlgorithm::aes_128_gcm, HashAlgorithm::sha256, SuiteAuth::any,
     "TLS_AES_128_GCM_SHA256"},
    {0x1302, kTls13, AeadAlgorithm::aes_256_gcm, HashAlgorithm::sha384, SuiteAuth::any,
     "TLS_AES_256_GCM_SHA384"},
    {0x1303, kTls13, AeadAlgorithm::chacha20_poly1305, HashAlgorithm::sha256, SuiteAuth::any,
     "TLS_CHACHA20_POLY1305_SHA256"},
    {0xc02b, kTls12, AeadAlgorithm::aes_128_gcm, HashAlgorithm::sha256, SuiteAuth::ecdsa,
     "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"},
    {0xc02f, kTls12, AeadAlgorithm::aes_128_gcm, HashAlgorithm::sha256, SuiteAuth::rsa,
     "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"},
    {0xc02c, kTls12, AeadAlgorithm::aes_256_gcm, HashAlgorithm::sha384, SuiteAuth::ecdsa,
     "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"},
    {0xc030, kTls12, AeadAlgorithm::aes_256_gcm, HashAlgorithm::sha384, SuiteAuth::rsa,
     "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"},
    {0xcca9, kTls12, AeadAlgorithm::chacha20_poly1305, HashAlgorithm::sha256, SuiteAuth::ecdsa,
     "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"},
    {0xcca8, kTls12, AeadAlgorithm::chacha20_poly1305, HashAlgorithm::sha256, SuiteAuth::rsa,
     "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"},
};

}  // namespace

std::span<const Suite> suites() { return kSuites; }

const Suite* find_suite(std::uint16_t id) {
  for (const Suite& suite : kSuites)
    if (suite.id == id) return &suite;
  return nullptr;
}

}  // namespace seiload::tls
