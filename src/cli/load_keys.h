#pragma once
// Reads the keys that a profile names: --keys, --mnemonic-file, and the root key of its funding. What is
// wrong is told by file and line, never by what stands there.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/secret_text.h"
#include "profile/profile.h"
#include "run/key_material.h"
#include "sys/secret.h"

namespace seiload::cli {

struct KeySources {
  std::function<base::Result<sys::SecretFile>(const std::string& path)> read_file;
  std::function<std::optional<base::SecretText>(const std::string& name)> take_variable;
};

struct KeyMessages {
  std::vector<std::string> problems;  // one line each: then the keys are of no use
  std::vector<std::string> warnings;
};

// Whether there is any key to read.
bool names_keys(const profile::Profile& profile);

// Fills `keys`. Completes the profile by what follows from the keys: the size of a pool that was not given is
// the number of the keys of --keys; a seed that was not given follows from the root key, so that the next run
// finds the accounts that this one paid for. `with_root`: the root key is read where the profile has funding.
KeyMessages load_keys(profile::Profile& profile, bool with_root, const KeySources& sources,
                      run::KeyMaterial& keys);

// The seed of the pools that a root key pays for where no other is given: the first 8 bytes of HMAC-SHA-256
// of "seiload pool seed 1" by the key.
std::uint64_t seed_of_root(const base::Bytes32& root);

}  // namespace seiload::cli
