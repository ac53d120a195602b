// Measures signing, key derivation, recovery, hashing and the whole way from intent to request body, on one
// core. Against libsecp256k1 as well where that is installed (`make bench-compare` builds it so):
//   g++ -std=c++20 -O2 -iquote src -DHAVE_LIBSECP256K1 tests/bench/sign_bench.cc build/libseiload.a
//   -lsecp256k1
// sign_bench [REPETITIONS=15]. Times are medians of the repetitions. Ratios are medians of ratios taken
// within a repetition, because the speed of a shared machine drifts.

#include <time.h>

#include <algorithm>
#include <array>
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
#include "eth/address.h"
#include "eth/transaction.h"
#include "load/signer.h"
#include "rpc/request.h"

#ifdef HAVE_LIBSECP256K1
#include <secp256k1_recovery.h>
#endif

namespace {

using namespace seiload;

constexpr std::size_t kCount = 2048;  // operations a repetition

// Of the processor, not of the wall: others use the machine too.
double cpu_now() {
  timespec now;
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double seconds(const std::function<void()>& work) {
  const double start = cpu_now();
  work();
  return cpu_now() - start;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// Rows in groups: each is held against the first one of its group.
class Rows {
 public:
  void begin_group() { first_ = rows_.size(); }

  void add(std::string name, std::function<void()> work) {
    rows_.push_back({std::move(name), std::move(work), {}, first_});
  }

  // The same on every path of this machine.
  void add_paths(const std::string& name, const std::function<void()>& work) {
    const crypto::CpuPath fastest = crypto::current_path();
    for (const crypto::CpuPath path : crypto::available_paths())
      add(std::string(crypto::path_name(path)) + ": " + name, [work, path, fastest] {
        crypto::use_path(path);
        work();
        crypto::use_path(fastest);
      });
  }

  void measure(int repetitions) {
    for (int i = 0; i <= repetitions; ++i)
      for (Row& row : rows_) {
        const double time = seconds(row.work);
        if (i > 0) row.times.push_back(time);  // the first one warms up
      }
  }

  void print() const {
    std::printf("%-48s %24s %12s %24s\n", "one core, CPU time", "us each [least most]", "a second",
                "speed [least most]");
    for (const Row& row : rows_) {
      std::vector<double> ratios, each;
      for (std::size_t i = 0; i < row.times.size(); ++i) {
        ratios.push_back(rows_[row.against].times[i] / row.times[i]);
        each.push_back(row.times[i] / static_cast<double>(kCount) * 1e6);
      }
      std::printf("%-48s %24s %12.0f %24s\n", row.name.c_str(), spread(each, 3).c_str(), 1e6 / median(each),
                  spread(ratios, 2).c_str());
      if (&row == &rows_.back() || (&row)[1].against != row.against) std::printf("\n");
    }
    std::printf("speed: against the first line of the group, ratios within a repetition\n");
  }

 private:
  struct Row {
    std::string name;
    std::function<void()> work;  // kCount operations
    std::vector<double> times;
    std::size_t against;
  };

  // "median [least most]".
  static std::string spread(const std::vector<double>& values, int digits) {
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    char text[80];
    std::snprintf(text, sizeof text, "%.*f [%.*f %.*f]", digits, median(values), digits, *least, digits,
                  *most);
    return text;
  }

  std::vector<Row> rows_;
  std::size_t first_ = 0;
};

// What a worker does with a batch, from intents to request bodies, hash of each transaction included.
class Pipeline {
 public:
  explicit Pipeline(const std::vector<base::Bytes32>& keys) : keys_(keys), bodies_(load::Signer::kBatch) {
    intent_.value = 1'700'000'000;
    intent_.gas_limit = 21000;
    intent_.fee_cap = 200'000'000'000;
    intent_.tip_cap = 2'000'000'000;
  }

  void run() {
    for (std::size_t i = 0; i < kCount; ++i) {
      signer_.add(static_cast<std::uint32_t>(i % bodies_.size()), intent_, nonce_++, keys_[i]);
      if (!signer_.full()) continue;
      signer_.finish([this](std::uint32_t place, base::ByteSpan raw, const base::Bytes32&) {
        rpc::write_send_raw_transaction(bodies_[place], raw);
      });
    }
  }

 private:
  const std::vector<base::Bytes32>& keys_;
  load::Signer signer_{1329, eth::TxType::dynamic_fee, true};
  workload::Intent intent_;
  std::uint64_t nonce_ = 0;
  std::vector<std::string> bodies_;
};

static_assert(kCount % load::Signer::kBatch == 0);

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
  crypto::sign(jobs);  // for what recovers
  std::vector<crypto::PublicKey> public_keys(kCount);
  base::Bytes32 hash{};
  Pipeline pipeline(keys);
  Rows rows;

#ifdef HAVE_LIBSECP256K1
  secp256k1_context* const context =
      secp256k1_context_create(SECP256K1_CONTEXT_SIGN | SECP256K1_CONTEXT_VERIFY);
  const auto check = [](int result) {
    if (result != 1) std::abort();
  };
  rows.add("libsecp256k1: sign_recoverable", [&] {
    for (const auto& job : jobs) {
      secp256k1_ecdsa_recoverable_signature signature;
      check(secp256k1_ecdsa_sign_recoverable(context, &signature, job.digest.data(), job.key->data(), nullptr,
                                             nullptr));
    }
  });
#endif
  crypto::Workspace workspace;
  for (const std::size_t batch : std::initializer_list<std::size_t>{1, 8, 32, 128, 256})
    rows.add_paths("sign, batches of " + std::to_string(batch), [&jobs, &workspace, batch] {
      for (std::size_t i = 0; i < kCount; i += batch)
        crypto::sign(std::span(jobs).subspan(i, batch), workspace);
    });
  rows.add("sign in constant time", [&] {
    for (const auto& job : jobs) crypto::sign_constant_time(*job.key, job.digest);
  });
  rows.add_paths("encode, hash, sign 128, hash, JSON body", [&] { pipeline.run(); });

  rows.begin_group();
#ifdef HAVE_LIBSECP256K1
  rows.add("libsecp256k1: ec_pubkey_create", [&] {
    secp256k1_pubkey key;
    for (const auto& one : keys) check(secp256k1_ec_pubkey_create(context, &key, one.data()));
  });
#endif
  rows.add_paths("public keys, all at once",
                 [&] { crypto::derive_public_keys(keys, public_keys, workspace); });
  std::vector<eth::Address> addresses(kCount);
  rows.add_paths("keys, public keys, addresses", [&] {
    eth::pool_keys(1, 0, 0, keys);
    crypto::derive_public_keys(keys, public_keys);
    eth::addresses_of(public_keys, addresses);
  });

  rows.begin_group();
#ifdef HAVE_LIBSECP256K1
  std::vector<secp256k1_ecdsa_recoverable_signature> signatures(kCount);
  for (std::size_t i = 0; i < kCount; ++i) {
    std::array<std::uint8_t, 64> compact;
    const crypto::Signature& signature = jobs[i].signature;
    std::copy(signature.s.begin(), signature.s.end(),
              std::copy(signature.r.begin(), signature.r.end(), compact.begin()));
    check(secp256k1_ecdsa_recoverable_signature_parse_compact(context, &signatures[i], compact.data(),
                                                              signature.recid));
  }
  rows.add("libsecp256k1: ecdsa_recover", [&] {
    secp256k1_pubkey key;
    for (std::size_t i = 0; i < kCount; ++i)
      check(secp256k1_ecdsa_recover(context, &key, &signatures[i], jobs[i].digest.data()));
  });
#endif
  rows.add_paths("recover", [&] {
    for (const auto& job : jobs)
      if (!crypto::recover(job.digest, job.signature)) std::abort();
  });

  rows.begin_group();
  rows.add("Keccak-256 of 32 bytes, one by one", [&] {
    for (std::size_t i = 0; i < kCount; ++i) hash = crypto::keccak256(hash);
  });
  std::vector<base::ByteSpan> inputs(keys.begin(), keys.end());
  std::vector<base::Bytes32> hashes(kCount);
  rows.add_paths("Keccak-256 of 32 bytes, all at once", [&] { crypto::keccak256_many(inputs, hashes); });

  rows.measure(repetitions);
  rows.print();
}
