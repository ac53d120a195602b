#pragma once
// The parameters of one JSON-RPC call, read by their place: what is missing or of another kind is the call's
// failure. Thread rule: one call's thread.

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "eth/address.h"
#include "json/value.h"
#include "mockchain/chain.h"

namespace seiload::mockchain {

inline constexpr int kParseError = -32700, kInvalidRequest = -32600, kNoMethod = -32601,
                     kInvalidParams = -32602, kServerError = -32000, kTooLarge = -32003;

struct Failure {
  int code = 0;
  std::string message;
};

class Params {
 public:
  // Both outlive it.
  Params(const json::Array& values, const Chain& chain) : values_(values), chain_(chain) {}

  // The first failure stays.
  void fail(int code, std::string message) {
    if (!failure_) failure_ = Failure{code, std::move(message)};
  }
  void fail_argument(std::size_t i, std::string_view what);
  const std::optional<Failure>& failure() const { return failure_; }

  // Null: not given, or null.
  const json::Value* get(std::size_t i) const {
    return i < values_.size() && !values_[i].is_null() ? &values_[i] : nullptr;
  }
  // These fail where there is none.
  const json::Value* required(std::size_t i);
  std::optional<std::string_view> text(std::size_t i);
  std::optional<eth::Address> address(std::size_t i);
  std::optional<base::Bytes32> hash(std::size_t i);
  bool flag(std::size_t i);  // false where it is not given

  // The block of a tag, number, hash or an object with one of these (EIP-1898); the latest where nothing is
  // given and that may be. Null: there is none (or a failure).
  BlockPtr block(std::size_t i, bool may_be_missing);
  // State is kept of the latest block only; asking for an older one is answered with it.
  bool is_pending(std::size_t i) const;

 private:
  BlockPtr block_of_text(std::size_t i, std::string_view tag);
  BlockPtr block_of_object(std::size_t i, const json::Value& object);

  const json::Array& values_;
  const Chain& chain_;
  std::optional<Failure> failure_;
};

}  // namespace seiload::mockchain
