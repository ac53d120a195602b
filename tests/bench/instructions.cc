// Work for instructions.sh to count: instructions WHAT N does N of it on the portable path, in batches of
// 128.

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "base/random.h"
#include "crypto/cpu.h"
#include "crypto/ecdsa.h"
#include "crypto/keccak.h"
#include "eth/account.h"

using namespace seiload;

int main(int argc, char** argv) {
  const char* const what = argc == 3 ? argv[1] : "";
  const std::size_t count = argc == 3 ? std::strtoul(argv[2], nullptr, 10) : 0;
  crypto::use_path(crypto::CpuPath::portable);
  crypto::prepare();
  std::vector<base::Bytes32> keys(count), hashes(count);
  eth::pool_keys(1, 0, 0, keys);
  std::vector<crypto::SignJob> jobs;
  for (const base::Bytes32& key : keys) jobs.push_back({&key, key, {}});
  if (std::strcmp(what, "sign") == 0) {
    crypto::sign(jobs);
  } else if (std::strcmp(what, "sign-one") == 0) {
    for (auto& job : jobs) crypto::sign({&job, 1});
  } else if (std::strcmp(what, "public-key") == 0) {
    std::vector<crypto::PublicKey> public_keys(count);
    crypto::derive_public_keys(keys, public_keys);
  } else if (std::strcmp(what, "recover") == 0) {
    crypto::sign(jobs);
    for (const auto& job : jobs)
      if (!crypto::recover(job.digest, job.signature)) return 1;
  } else if (std::strcmp(what, "keccak") == 0) {
    const std::vector<base::ByteSpan> inputs(keys.begin(), keys.end());
    crypto::keccak256_many(inputs, hashes);
  } else if (std::strcmp(what, "nothing") != 0) {
    std::fprintf(stderr, "usage: instructions sign|sign-one|public-key|recover|keccak|nothing N\n");
    return 2;
  }
}
