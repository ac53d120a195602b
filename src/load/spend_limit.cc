#include "load/spend_limit.h"

#include <algorithm>

namespace seiload::load {

using base::Uint256;

SpendLimit::SpendLimit(const Uint256& limit, std::span<const Uint256> costs) {
  const int shift = std::max(0, limit.bit_length() - 63);
  limit_ = Uint256::shift_right(limit, shift).low_u64();
  left_ = limit_;
  for (const Uint256& cost : costs) {
    Uint256 units = Uint256::shift_right(cost, shift);
    const auto back = Uint256::multiply(units, std::uint64_t{1} << std::min(shift, 63));
    // Rounded up, but for what is a whole number of units.
    if (shift > 63 || back != cost) units = Uint256::saturating_add(units, 1);
    costs_.push_back(units.fits_u64() ? units.low_u64() : ~std::uint64_t{0});
  }
}

}  // namespace seiload::load
