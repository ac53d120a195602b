#pragma once
// The private keys that a command was given, in place of those that follow from the seed, and the key that
// pays. Overwritten at the end. Thread rule: constant once loaded (cli/load_keys.h).

#include <optional>
#include <vector>

#include "base/bytes.h"
#include "eth/address.h"

namespace seiload::run {

struct KeyMaterial {
  std::vector<base::Bytes32> pool;    // of all pools, in their order; empty: they follow from the seed
  std::optional<base::Bytes32> root;  // deploys and funds; nothing: the seed's own account deploys
  eth::Address root_address;          // of that key

  KeyMaterial() = default;
  KeyMaterial(const KeyMaterial&) = delete;
  KeyMaterial& operator=(const KeyMaterial&) = delete;
  ~KeyMaterial() {
    base::wipe(pool.data(), pool.size() * sizeof(base::Bytes32));
    if (root) base::wipe(root->data(), root->size());
  }
};

}  // namespace seiload::run
