#include "mockchain/trie.h"

#include <algorithm>
#include <array>
#include <vector>

#include "crypto/keccak.h"
#include "eth/rlp.h"

namespace seiload::mockchain {
namespace {

namespace rlp = eth::rlp;

constexpr std::size_t kMaxKey = 9;  // bytes of the RLP of a position
constexpr std::size_t kMaxBranch = 17 * 33 + rlp::kMaxHeader;

struct Entry {
  std::array<std::uint8_t, 2 * kMaxKey> nibbles{};
  std::size_t size = 0;  // of the key, in nibbles
  base::ByteSpan item;
};

Entry entry_of(std::size_t position, base::ByteSpan item) {
  std::array<std::uint8_t, kMaxKey> buffer;
  rlp::Writer key(buffer);
  key.add(std::uint64_t{position});
  Entry entry;
  entry.item = item;
  for (const std::uint8_t byte : key.written()) {
    entry.nibbles[entry.size++] = byte >> 4;
    entry.nibbles[entry.size++] = byte & 15;
  }
  return entry;
}

// The hex-prefix encoding (appendix C) of nibbles.
base::Bytes compact(std::span<const std::uint8_t> nibbles, bool is_leaf) {
  const bool odd = nibbles.size() % 2 != 0;
  base::Bytes out{static_cast<std::uint8_t>((is_leaf ? 0x20 : 0) + (odd ? 0x10 + nibbles[0] : 0))};
  for (std::size_t i = odd ? 1 : 0; i < nibbles.size(); i += 2)
    out.push_back(static_cast<std::uint8_t>(nibbles[i] << 4 | nibbles[i + 1]));
  return out;
}

base::Bytes to_bytes(base::ByteSpan bytes) { return {bytes.begin(), bytes.end()}; }

using Entries = std::span<const Entry>;  // sorted by their nibbles, equal in the first `depth` of them; no
                                         // key begins another

base::Bytes node(Entries entries, std::size_t depth);

// How a node stands in its parent: itself if it is short, else its hash.
base::Bytes reference(Entries entries, std::size_t depth) {
  base::Bytes encoded = node(entries, depth);
  if (encoded.size() < 32) return encoded;
  const base::Bytes32 hash = crypto::keccak256(encoded);
  base::Bytes out{static_cast<std::uint8_t>(rlp::kString + hash.size())};
  base::append(out, hash);
  return out;
}

base::Bytes branch(Entries entries, std::size_t depth) {
  std::array<std::uint8_t, kMaxBranch> buffer;
  rlp::Writer writer(buffer);
  writer.add(base::ByteSpan());  // no value: no key ends here
  for (std::uint8_t nibble = 16; nibble-- > 0;) {
    auto first = entries.end();
    while (first != entries.begin() && std::prev(first)->nibbles[depth] == nibble) --first;
    const Entries below(first, entries.end());
    entries = entries.first(entries.size() - below.size());
    if (below.empty())
      writer.add(base::ByteSpan());
    else
      writer.add_raw(reference(below, depth + 1));
  }
  writer.close_list(0);
  return to_bytes(writer.written());
}

base::Bytes node(Entries entries, std::size_t depth) {
  const Entry& first = entries.front();
  const Entry& last = entries.back();
  const auto nibbles = std::span(first.nibbles).subspan(depth, first.size - depth);
  const auto differs = std::mismatch(nibbles.begin(), nibbles.end(),
                                     last.nibbles.begin() + static_cast<std::ptrdiff_t>(depth));
  const auto common = static_cast<std::size_t>(differs.first - nibbles.begin());
  const bool is_leaf = entries.size() == 1;
  if (!is_leaf && common == 0) return branch(entries, depth);
  const base::Bytes path = compact(nibbles.first(common), is_leaf);
  const base::Bytes child = is_leaf ? base::Bytes() : reference(entries, depth + common);
  base::Bytes buffer(2 * rlp::kMaxHeader + path.size() + rlp::kMaxHeader +
                     (is_leaf ? first.item.size() : child.size()));
  rlp::Writer writer(buffer);
  if (is_leaf)
    writer.add(first.item);
  else
    writer.add_raw(child);
  writer.add(base::ByteSpan(path));
  writer.close_list(0);
  return to_bytes(writer.written());
}

}  // namespace

base::Bytes32 ordered_root(std::span<const base::ByteSpan> items) {
  if (items.empty()) return crypto::keccak256(base::Bytes{rlp::kString});
  std::vector<Entry> entries;
  entries.reserve(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) entries.push_back(entry_of(i, items[i]));
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.nibbles < b.nibbles; });
  return crypto::keccak256(node(entries, 0));
}

}  // namespace seiload::mockchain
