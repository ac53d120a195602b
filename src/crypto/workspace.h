#pragma once
// Where a batch is computed: too large for a stack that may have 64 KiB, and on the heap kept from call to
// call, since it would otherwise come as new pages each time. Thread rule: one owner.

#include <array>
#include <cstddef>

#include "crypto/comb.h"
#include "crypto/scalar.h"

namespace seiload::crypto {

template <std::size_t kCount>
struct WorkArea {
  alignas(64) std::array<std::byte, comb::sums_size(kCount)> sums;  // of generator::mul_all_var
  std::array<comb::PointWords, kCount> points;
  std::array<comb::Recoded, kCount> recoded;
  std::array<Scalar, kCount> scalars, scratch;
};

// The same whatever its size.
struct WorkView {
  std::size_t count;
  std::byte* sums;
  comb::PointWords* points;
  comb::Recoded* recoded;
  Scalar *scalars, *scratch;

  template <std::size_t kCount>
  explicit WorkView(WorkArea<kCount>& area)
      : count(kCount),
        sums(area.sums.data()),
        points(area.points.data()),
        recoded(area.recoded.data()),
        scalars(area.scalars.data()),
        scratch(area.scratch.data()) {}
};

}  // namespace seiload::crypto
