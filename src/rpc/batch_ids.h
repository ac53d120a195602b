#pragma once
// The ids of a JSON-RPC batch's requests: first, first + 1 and so on.

#include <cstdint>
#include <optional>

namespace seiload::rpc {

struct BatchIds {
  std::uint64_t first = 0;
  std::uint32_t count = 0;  // 0: no batch

  std::optional<std::uint32_t> place_of(std::uint64_t id) const {
    if (id < first || id - first >= count) return std::nullopt;
    return static_cast<std::uint32_t>(id - first);
  }
};

}  // namespace seiload::rpc
