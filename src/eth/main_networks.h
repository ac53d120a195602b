#pragma once
// The public networks on which coin is worth money, by chain id: no load is sent there by mistake.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace seiload::eth {

struct MainNetwork {
  std::uint64_t chain_id;
  std::string_view name;
};

std::span<const MainNetwork> main_networks();  // by rising chain id

// The name of the main network with this chain id, or nothing.
std::optional<std::string_view> main_network_name(std::uint64_t chain_id);

}  // namespace seiload::eth
