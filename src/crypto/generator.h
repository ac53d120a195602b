#pragma once
// Multiples of the generator, from a table of its multiples that is built once, on first use, in a few
// milliseconds and read-only from then on: any thread may call.
//
// Method. An odd k < 2^256 is the sum of 2^i * (2 e_i - 1) over the bits e_i of (k >> 1) | 2^255: no digit of
// it is zero. Windows of comb::kWindowBits bits are then odd digits, and k * G is the sum of one table point
// a window, the same number of them for every k. An even k is taken as n - k. All the sums of a batch are
// built together, pairwise, with one field inversion a level of that tree (Montgomery's trick) and plain
// affine additions.

#include <cstddef>
#include <optional>
#include <span>

#include "crypto/comb.h"
#include "crypto/group.h"
#include "crypto/workspace.h"

namespace seiload::crypto::generator {

void prepare();  // builds the table now, if it is not there yet

// out[i] = scalars[i] * G, in variable time, on the path that cpu.h says. Requires equal sizes and no scalar
// to be zero. Takes as many together as there is room for in `work`, of which it overwrites `recoded` and
// `sums`.
void mul_all_var(std::span<const Scalar> scalars, std::span<comb::PointWords> out, const WorkView& work);

// a * G + b * p, in variable time, on the path that cpu.h says; nothing if that is infinity.
std::optional<comb::PointWords> mul_add_var(const Scalar& a, const Scalar& b, const Affine& p);

// a * G for one scalar, zero included, in variable time and without an inversion.
Projective mul_var(const Scalar& a);

// a * G without a branch or an index that depends on a: reads every entry of the table. Requires a != 0.
Projective mul(const Scalar& a);

}  // namespace seiload::crypto::generator
