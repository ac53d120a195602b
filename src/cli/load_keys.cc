#include "cli/load_keys.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/text.h"
#include "crypto/sha2.h"
#include "eth/mnemonic.h"
#include "eth/private_key.h"
#include "workload/workload.h"

namespace seiload::cli {
namespace {

using base::cat;

class Loader {
 public:
  Loader(profile::Profile& profile, const KeySources& sources, run::KeyMaterial& keys, KeyMessages& messages)
      : profile_(profile), sources_(sources), keys_(keys), messages_(messages) {}

  void load(bool with_root) {
    if (with_root && profile_.funding) load_root();
    if (!profile_.settings.keys.empty()) load_list(profile_.settings.keys);
    if (!profile_.settings.mnemonic_file.empty()) load_mnemonic(profile_.settings.mnemonic_file);
  }

 private:
  // The text of a file, or nothing: then that was told.
  std::optional<base::SecretText> read(const std::string& path) {
    if (is_no_name(path)) return std::nullopt;
    auto file = sources_.read_file(path);
    if (!file) return problem(std::move(file).error().message), std::nullopt;
    if (file->is_open_to_others)
      messages_.warnings.push_back(
          cat(path, ": others than its owner may read this file of secrets; chmod 600 it"));
    return std::move(file->text);
  }

  // Whoever gave the key itself in place of a name must not find it in a message, too.
  bool is_no_name(const std::string& name) {
    if (!eth::parse_private_key(name)) return false;
    problem(
        "a private key was given where a file or a variable is to be named; it is no longer secret: the "
        "list of processes, the shell's history or the profile has it");
    return true;
  }

  void problem(std::string text) { messages_.problems.push_back(std::move(text)); }

  void load_root() {
    const profile::Funding& funding = *profile_.funding;
    std::optional<base::SecretText> text;
    std::string source = funding.root_key_file;
    const bool has_file = !funding.root_key_file.empty();
    if (is_no_name(funding.root_key_env)) return;
    if (!funding.root_key_env.empty()) {  // taken out of the environment in any case
      text = sources_.take_variable(funding.root_key_env);
      if (!has_file) source = cat("environment variable ", funding.root_key_env);
      if (!text && !has_file) return problem(cat(source, ": not set; it should hold the root key"));
    }
    if (has_file) text = read(funding.root_key_file);
    if (!text) return;
    auto key = eth::parse_private_key(text->view());
    if (!key) return problem(cat(source, ": ", key.error().message));
    keys_.root = *key;
    base::wipe(key->data(), key->size());
    keys_.root_address = eth::address_of_secret(*keys_.root);
    if (!profile_.seed) profile_.seed = seed_of_root(*keys_.root);
  }

  std::uint64_t accounts() const {
    const std::vector<std::uint64_t> sizes = workload::Workload::pool_sizes(profile_);
    return std::accumulate(sizes.begin(), sizes.end(), std::uint64_t{0});
  }

  void load_list(const std::string& path) {
    const auto text = read(path);
    if (!text) return;
    auto keys = eth::parse_private_keys(text->view());
    if (!keys) return problem(cat(path, ": ", keys.error().message));
    keys_.pool = std::move(*keys);
    const std::uint64_t have = keys_.pool.size(), others = accounts() - shared_default();
    if (shared_default() > 0 && have > others && have - others <= profile::kMaxAccounts)
      profile_.accounts->count = have - others;
    const std::uint64_t need = accounts();
    if (have < need)
      return problem(cat(path, ": ", have, have == 1 ? " key" : " keys", ", and the pools have ", need,
                         " accounts: give more keys or smaller pools"));
    if (have > need)
      messages_.warnings.push_back(cat(path, ": ", have, " keys; the pools use the first ", need));
  }

  // The size of the shared pool where nobody gave one, else 0.
  std::uint64_t shared_default() const { return profile_.has_default_pool ? profile_.accounts->count : 0; }

  void load_mnemonic(const std::string& path) {
    const auto text = read(path);
    if (!text) return;
    auto seed = eth::mnemonic_seed(text->view());
    if (!seed) return problem(cat(path, ": ", seed.error().message));
    const auto accounts_of = eth::MnemonicAccounts::make(*seed);
    base::wipe(seed->data(), seed->size());
    const std::uint64_t need = accounts();
    keys_.pool.reserve(need);
    for (std::uint32_t i = 0; accounts_of && i < need; ++i) {
      const auto key = accounts_of->key(i);
      if (!key) break;
      keys_.pool.push_back(*key);
    }
    if (keys_.pool.size() < need)  // one in 2^127
      problem(cat(path, ": the mnemonic has no account ", keys_.pool.size()));
  }

  profile::Profile& profile_;
  const KeySources& sources_;
  run::KeyMaterial& keys_;
  KeyMessages& messages_;
};

}  // namespace

bool names_keys(const profile::Profile& profile) {
  return profile.funding || !profile.settings.keys.empty() || !profile.settings.mnemonic_file.empty();
}

KeyMessages load_keys(profile::Profile& profile, bool with_root, const KeySources& sources,
                      run::KeyMaterial& keys) {
  KeyMessages messages;
  Loader(profile, sources, keys, messages).load(with_root);
  return messages;
}

std::uint64_t seed_of_root(const base::Bytes32& root) {
  const base::Bytes32 mac = crypto::HmacSha256(root).mac(base::as_bytes("seiload pool seed 1"));
  return base::load_be64(mac.data());
}

}  // namespace seiload::cli
