#pragma once
// A secret of TLS's key schedules, of at most 64 bytes, overwritten when it is no longer needed.

#include <array>
#include <cstdint>
#include <cstring>
#include <span>

#include "base/bytes.h"
#include "base/check.h"

namespace seiload::tls {

class Secret {
 public:
  static constexpr std::size_t kMaxSize = 64;

  Secret() = default;
  explicit Secret(std::size_t size) : size_(size) { CHECK(size <= kMaxSize); }  // zeros
  explicit Secret(base::ByteSpan bytes) : Secret(bytes.size()) {
    if (size_ != 0) std::memcpy(bytes_.data(), bytes.data(), size_);
  }
  Secret(const Secret&) = default;
  Secret& operator=(const Secret&) = default;
  ~Secret() { base::wipe(bytes_.data(), bytes_.size()); }

  base::ByteSpan span() const { return {bytes_.data(), size_}; }
  std::span<std::uint8_t> span() { return {bytes_.data(), size_}; }
  bool empty() const { return size_ == 0; }

 private:
  std::array<std::uint8_t, kMaxSize> bytes_{};
  std::size_t size_ = 0;
};

}  // namespace seiload::tls
