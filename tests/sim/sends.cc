#include "sim/sends.h"

#include <algorithm>
#include <array>

#include "base/random.h"
#include "base/uint256.h"
#include "sim/draw.h"

namespace seiload::sim {
namespace {

using profile::Argument;

constexpr std::uint64_t kGwei = 1'000'000'000;
constexpr std::size_t kWord = 32;
// The purposes of random streams, a part of what a seed means.
constexpr std::uint64_t kTipDraws = 6, kCallDraws = 7, kLengthDraws = 11;
constexpr std::uint64_t kLeastTip = 1 * kGwei, kMostTip = 150 * kGwei;

// With the start of its hash, by another implementation.
constexpr std::string_view kFunction = "move(address,address,uint256,uint64,bytes,uint64[])";
constexpr std::array<std::uint8_t, 4> kMove = {0xdf, 0x91, 0xc9, 0x4a};
constexpr std::array<std::uint8_t, 4> kTransfer = {0xa9, 0x05, 0x9c, 0xbb};
constexpr std::array<std::size_t, 3> kPadSizes = {0, 1, 40};
constexpr std::uint64_t kLeastRandom = 10, kMostRandom = 99;

profile::CallConfig call() {
  profile::CallConfig call;
  call.contract.text = "target";
  call.function.text = kFunction;
  const std::string pads = "0x|0x00|0x" + std::string(2 * kPadSizes[2], '0');
  for (const std::string_view argument :
       {std::string_view("{receiver}"), std::string_view("{sender}"), std::string_view("{i}"),
        std::string_view("{random:10..99}"), std::string_view("{pick:")})
    call.args.push_back(Argument::of(std::string(argument)));
  call.args.back().text += pads + "}";
  call.args.push_back(Argument::of(std::vector<Argument>{Argument::of("{nonce}"), Argument::of("{turn}")}));
  call.gas.text = "100000";
  return call;
}

// Words of 32 bytes behind the selector.
class Words {
 public:
  Words(base::ByteSpan data, const std::array<std::uint8_t, 4>& selector) {
    require(data.size() >= 4 && std::equal(selector.begin(), selector.end(), data.begin()),
            "a call of another function");
    data_ = data.subspan(4);
    require(data_.size() % kWord == 0, "no whole words", data.size());
  }

  std::size_t size() const { return data_.size() / kWord; }
  base::ByteSpan at(std::size_t i) const {
    require(i < size(), "a word that is not there", i, size());
    return data_.subspan(i * kWord, kWord);
  }
  std::uint64_t number(std::size_t i) const {
    const auto number = base::Uint256::from_be_bytes(at(i));
    require(number.fits_u64(), "a number of more than 64 bits", i);
    return number.low_u64();
  }
  eth::Address address(std::size_t i) const {
    require(base::Uint256::from_be_bytes(at(i).first(12)) == base::Uint256(), "no address", i);
    eth::Address address;
    std::copy_n(at(i).begin() + 12, 20, address.bytes.begin());
    return address;
  }

 private:
  base::ByteSpan data_;
};

}  // namespace

profile::Profile profile_of(Sends sends, std::uint64_t accounts) {
  profile::Profile profile;
  profile.accounts = profile::AccountPool{accounts, 0};
  profile::ScenarioConfig scenario;
  scenario.name = sends == Sends::erc20 ? "ERC20" : sends == Sends::calls ? "Call" : "EVMTransfer";
  scenario.label = scenario.name;
  scenario.weight = 1;
  // So that no two arrivals are the same transaction.
  scenario.gas_tip_cap = profile::Picker{profile::Picker::Kind::random, kLeastTip, kMostTip};
  if (sends != Sends::transfers)
    scenario.gas_fee_cap = profile::Picker{profile::Picker::Kind::fixed, 200 * kGwei, 200 * kGwei};
  if (sends == Sends::calls) {
    scenario.call = call();
    profile::ContractConfig target;
    target.name = "target";
    target.code = {0x60, 0x00};
    profile.contracts.push_back(std::move(target));
  }
  profile.scenarios = {scenario};
  return profile;
}

void SentCheck::check(const eth::SignedTransaction& sent) {
  if (sends_ == Sends::erc20) check_erc20(sent);
  if (sends_ == Sends::calls) check_call(sent);
}

void SentCheck::check_erc20(const eth::SignedTransaction& sent) const {
  const Words words(sent.tx.data, kTransfer);
  require(words.size() == 2 && words.number(1) == 1, "no transfer of one", words.size());
  const auto found = std::find(pool_.begin(), pool_.end(), sent.sender);
  const auto who = static_cast<std::size_t>(found - pool_.begin());
  require(who < pool_.size(), "a sender of no pool");
  require(words.address(0) == sender_of(who + 1), "a transfer to another than the next account", who);
}

bool SentCheck::is_drawn_tip(std::uint64_t tip, std::uint64_t arrival) const {
  return std::any_of(profile_.scenarios.begin(), profile_.scenarios.end(), [&](const auto& scenario) {
    base::Random random(seed_, kTipDraws, arrival);
    const profile::Picker& picker = *scenario.gas_tip_cap;
    return tip == picker.least + random.below(picker.most - picker.least + 1);
  });
}

void SentCheck::check_call(const eth::SignedTransaction& sent) {
  const Words words(sent.tx.data, kMove);
  const std::uint64_t arrival = words.number(2);
  require(arrivals_.insert(arrival).second, "an arrival was sent as two transactions", arrival);
  require(sent.sender == sender_of(arrival), "an arrival of another account", arrival);
  require(words.address(0) == sender_of(arrival + 1), "{receiver} is not the next account", arrival);
  require(words.address(1) == sent.sender, "{sender} is not the sender", arrival);
  base::Random draws(seed_, kCallDraws, arrival), lengths(seed_, kLengthDraws, arrival);
  const std::size_t pad = kPadSizes[lengths.below(kPadSizes.size())];
  const std::uint64_t drawn = kLeastRandom + draws.below(kMostRandom - kLeastRandom + 1);
  require(words.number(3) == drawn, "{random} is not what the seed draws", words.number(3), drawn);
  require(sent.tx.tip_cap.fits_u64() && is_drawn_tip(sent.tx.tip_cap.low_u64(), arrival),
          "the tip is not what the seed draws", arrival);
  const std::size_t pad_words = (pad + kWord - 1) / kWord;
  require(words.number(4) == 6 * kWord && words.number(6) == pad, "the pad is not what the seed draws",
          words.number(6), pad);
  const std::size_t list = 7 + pad_words;
  require(words.number(5) == list * kWord && words.size() == list + 3, "the list is not behind the pad",
          words.number(5), words.size());
  require(words.number(list) == 2, "a list of two", words.number(list));
  require(words.number(list + 1) == sent.tx.nonce, "{nonce} is not the transaction's", words.number(list + 1),
          sent.tx.nonce);
  require(words.number(list + 2) == arrival / pool_.size(), "{turn} is not the sender's count",
          words.number(list + 2), arrival);
}

}  // namespace seiload::sim
