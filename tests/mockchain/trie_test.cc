#include "mockchain/trie.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/hex.h"

namespace seiload::mockchain {
namespace {

std::string root(const std::vector<base::Bytes>& items) {
  const std::vector<base::ByteSpan> views(items.begin(), items.end());
  return base::to_hex(ordered_root(views)).substr(2);
}

// By py-trie 4.0.0 (HexaryTrie) over the same items; the first is that of every empty list.
TEST(Trie, RootsOfLists) {
  const struct {
    std::size_t items;
    const char* want;
  } cases[] = {
      {0, "56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421"},
      {1, "7da536f7df63a0dfb481590e53be0e3063d9b798925cc3d479a3eb3155d0b394"},
      {2, "47a291e1f0920ea2b564d3d828c0f3a4691bc9f2b15813c5a3a3e7e3d6bd17ef"},
      {3, "c144af7216ec5666b4cca99ed2d1cd454983d1c13c8e3ac8d7b638a6bc1c0206"},
      {16, "76227136489f4f71c36761df83eb3186e75d047666ada0a921c33cc8facc0b39"},
      {17, "fd0acc349d10c623311c31910cd43892a036fc692b96340a9ae1ff4225ef8feb"},
      {127, "58fa07a4adc99534504179f8d9ac3cecefa8284b372b7427ca39534cbe353661"},
      {128, "f79ce2bd80108318fcbcc74bcc21971d0e9594957f35d9484cd25d5b8e3657dc"},
      {129, "37d5ea1cfe86adcab4517aad80c26ee29e8c38de3d98c381780275028ae1216d"},
      {130, "10284360b4c01cec3fc6a2e05be0e2c05f6efdd5f94377973c201309d75b2a21"},
      {256, "030e87e487838bde55a45889fca9de4bd082130169268bdbd10cfd59072fa985"},
      {257, "d2cb2517f60d27693230801af92886890c29efd1df5b5b98e8c7e9180e5b9766"},
      {300, "6407f704925e8cbe1081dfaefc8bc974798e759fd17c4ed8ebf49446caf13a5b"},
      {1000, "40a343cdde8d0e6345ed80b9563e90e04e66600161316b7c8489a5967c4cf0c5"},
  };
  for (const auto& c : cases) {
    std::vector<base::Bytes> items;
    for (std::size_t i = 0; i < c.items; ++i) items.emplace_back(i % 70 + 1, static_cast<std::uint8_t>(i));
    EXPECT_EQ(root(items), c.want) << c.items;
  }
  EXPECT_EQ(root({base::Bytes(100'000, 'x')}),
            "4a96deb2f9b94c86aee8d7c1db34cdb16a89b58bcfe8a7b0dbb38766e0773aef");
}

}  // namespace
}  // namespace seiload::mockchain
