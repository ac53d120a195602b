// Measures signing, key derivation, hashing and the whole way from fields to raw transaction, on one core. Against
// libsecp256k1 as well where that is installed:
//   g++ -std=c++20 -O2 -iquote src -DHAVE_LIBSECP256K1 tests/bench/sign_bench.cc build/libseiload.a -lsecp256k1
// Rates are medians of the repetitions. Ratios are medians of ratios taken within a repetition, because the speed of a
// shared machine drifts.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

#include "base/random.h"
#include "crypto/cpu.h"
#include "crypto/ecdsa.h"
#include "crypto/keccak.h"
#include "eth/account.h"
#include "eth/transaction.h"

#ifdef HAVE_LIBSECP256K1
#include <secp256k1_recovery.h>
#endif

namespace {

using namespace seiload;

constexpr std::size_t kCount = 2048;  // operations a repetition

double seconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

struct Row {
  std::string name;
  std::function<void()> work;  // kCount operations
  std::vector<double> times;
};

// What a worker does with a batch: encode, hash, sign together, encode, hash.
class Pipeline {
 public:
  explicit Pipeline(const std::vector<base::Bytes32>& keys) : keys_(keys) {}

  void run(std::size_t batch) {
    for (std::size_t from = 0; from < kCount; from += batch) {
      const std::size_t count = std::min(batch, kCount - from);
      jobs_.resize(count);
      txs_.resize(count);
      unsigned_.resize(count);
      raw_.resize(count);
      hashes_.resize(count);
      buffers_.resize(count);
      for (std::size_t i = 0; i < count; ++i) {
        eth::Transaction& tx = txs_[i];
        tx.chain_id = 1329;
        tx.nonce = nonce_++;
        tx.tip_cap = 2'000'000'000;
        tx.fee_cap = 200'000'000'000;
        tx.gas_limit = 21000;
        tx.to = eth::Address{};
        tx.value = 1'700'000'000;
        unsigned_[i] = eth::encode_unsigned(tx, buffers_[i]);
      }
      crypto::keccak256_many(unsigned_, hashes_);
      for (std::size_t i = 0; i < count; ++i) jobs_[i] = {&keys_[from + i], hashes_[i], {}};
      crypto::sign(jobs_);
      for (std::size_t i = 0; i < count; ++i) raw_[i] = eth::encode_signed(txs_[i], jobs_[i].signature, buffers_[i]);
      crypto::keccak256_many(raw_, hashes_);
    }
  }

 private:
  const std::vector<base::Bytes32>& keys_;
  std::uint64_t nonce_ = 0;
  std::vector<crypto::SignJob> jobs_;
  std::vector<eth::Transaction> txs_;
  std::vector<base::ByteSpan> unsigned_, raw_;
  std::vector<base::Bytes32> hashes_;
  std::vector<std::array<std::uint8_t, 512>> buffers_;
};

}  // namespace

int main(int argc, char** argv) {
  const int repetitions = argc > 1 ? std::max(1, std::atoi(argv[1])) : 15;
  std::printf("table built in %.1f ms\n", 1e3 * seconds([] { crypto::prepare(); }));

  std::vector<base::Bytes32> keys(kCount);
  std::vector<crypto::SignJob> jobs(kCount);
  base::Random random(1);
  for (std::size_t i = 0; i < kCount; ++i) {
    keys[i] = eth::pool_key(1, 0, i);
    jobs[i].key = &keys[i];
    for (std::size_t j = 0; j < 4; ++j) base::store_be64(jobs[i].digest.data() + 8 * j, random.next());
  }
  std::vector<crypto::PublicKey> public_keys(kCount);
  base::Bytes32 hash{};
  Pipeline pipeline(keys);

  std::vector<Row> rows;
#ifdef HAVE_LIBSECP256K1
  secp256k1_context* const context = secp256k1_context_create(SECP256K1_CONTEXT_SIGN);
  rows.push_back({"libsecp256k1, sign_recoverable", [&] {
                    for (const auto& job : jobs) {
                      secp256k1_ecdsa_recoverable_signature signature;
                      if (secp256k1_ecdsa_sign_recoverable(context, &signature, job.digest.data(), job.key->data(),
                                                           nullptr, nullptr) != 1)
                        std::abort();
                    }
                  }, {}});
#endif
  const crypto::CpuPath fastest = crypto::current_path();
  for (const crypto::CpuPath path : crypto::available_paths())
    for (const std::size_t batch : std::initializer_list<std::size_t>{1, 8, 32, 128, 256})
      rows.push_back({std::string(crypto::path_name(path)) + ": sign, batches of " + std::to_string(batch),
                      [&jobs, batch, path, fastest] {
                        crypto::use_path(path);
                        for (std::size_t i = 0; i < kCount; i += batch)
                          crypto::sign(std::span(jobs).subspan(i, batch));
                        crypto::use_path(fastest);
                      }, {}});
  rows.push_back({"sign in constant time", [&] {
                    for (const auto& job : jobs) crypto::sign_constant_time(*job.key, job.digest);
                  }, {}});
  rows.push_back({"recover", [&] {
                    for (const auto& job : jobs)
                      if (!crypto::recover(job.digest, job.signature)) std::abort();
                  }, {}});
  rows.push_back({"public keys, all at once", [&] { crypto::derive_public_keys(keys, public_keys); }, {}});
  rows.push_back({"Keccak-256 of 32 bytes", [&] {
                    for (std::size_t i = 0; i < kCount; ++i) hash = crypto::keccak256(hash);
                  }, {}});
  rows.push_back({"encode, hash, sign 128, encode, hash", [&] { pipeline.run(128); }, {}});

  for (int i = 0; i <= repetitions; ++i)
    for (Row& row : rows) {
      const double time = seconds(row.work);
      if (i > 0) row.times.push_back(time);  // the first one warms up
    }

  std::printf("%-40s %10s %12s %8s\n", "one core", "us each", "a second", "ratio");
  for (const Row& row : rows) {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < row.times.size(); ++i) ratios.push_back(rows[0].times[i] / row.times[i]);
    const double each = median(row.times) / static_cast<double>(kCount);
    const auto [least, most] = std::minmax_element(ratios.begin(), ratios.end());
    std::printf("%-40s %10.3f %12.0f %8.2f [%.2f %.2f]\n", row.name.c_str(), each * 1e6, 1 / each, median(ratios),
                *least, *most);
  }
  std::printf("ratio: speed against the first line\n");
}
