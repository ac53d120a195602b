#pragma once
// Keccak-f[1600] on states side by side, for any vector V of 64-bit lanes: V gives Lanes; rotate<n>(a); mix5
// and mix(a, b), exclusive or; choose(a, b, c), a ^ (~b & c); and set1(value). Instantiated with types of
// anonymous namespaces only (kernels.h). The round is that of keccak.cc.

#include <cstddef>
#include <cstdint>
#include <utility>

namespace seiload::crypto::kernels {
namespace {

// Keccak reference (keccak.team), "Specifications summary".
constexpr std::uint64_t kIota[24] = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b,
    0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
    0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008};

template <class V>
struct KeccakLanes {
  using Lanes = typename V::Lanes;

  [[gnu::always_inline]] static void chi(Lanes* row, Lanes b0, Lanes b1, Lanes b2, Lanes b3, Lanes b4) {
    row[0] = V::choose(b0, b1, b2);
    row[1] = V::choose(b1, b2, b3);
    row[2] = V::choose(b2, b3, b4);
    row[3] = V::choose(b3, b4, b0);
    row[4] = V::choose(b4, b0, b1);
  }

  template <int kBits>
  [[gnu::always_inline]] static Lanes turned(Lanes a, Lanes d) {
    return V::template rotate<kBits>(V::mix(a, d));
  }

  [[gnu::always_inline]] static void round(const Lanes* a, Lanes* e, std::uint64_t constant) {
    const Lanes c0 = V::mix5(a[0], a[5], a[10], a[15], a[20]), c1 = V::mix5(a[1], a[6], a[11], a[16], a[21]),
                c2 = V::mix5(a[2], a[7], a[12], a[17], a[22]), c3 = V::mix5(a[3], a[8], a[13], a[18], a[23]),
                c4 = V::mix5(a[4], a[9], a[14], a[19], a[24]);
    const Lanes d0 = V::mix(c4, V::template rotate<1>(c1)), d1 = V::mix(c0, V::template rotate<1>(c2)),
                d2 = V::mix(c1, V::template rotate<1>(c3)), d3 = V::mix(c2, V::template rotate<1>(c4)),
                d4 = V::mix(c3, V::template rotate<1>(c0));
    chi(e, V::mix(a[0], d0), turned<44>(a[6], d1), turned<43>(a[12], d2), turned<21>(a[18], d3),
        turned<14>(a[24], d4));
    e[0] = V::mix(e[0], V::set1(constant));
    chi(e + 5, turned<28>(a[3], d3), turned<20>(a[9], d4), turned<3>(a[10], d0), turned<45>(a[16], d1),
        turned<61>(a[22], d2));
    chi(e + 10, turned<1>(a[1], d1), turned<6>(a[7], d2), turned<25>(a[13], d3), turned<8>(a[19], d4),
        turned<18>(a[20], d0));
    chi(e + 15, turned<27>(a[4], d4), turned<36>(a[5], d0), turned<10>(a[11], d1), turned<15>(a[17], d2),
        turned<56>(a[23], d3));
    chi(e + 20, turned<62>(a[2], d2), turned<55>(a[8], d3), turned<39>(a[14], d4), turned<41>(a[15], d0),
        turned<2>(a[21], d1));
  }

  // The state stays in registers, as far as there are enough: hence no index that is not a constant.
  template <std::size_t... kI, class Words>
  [[gnu::always_inline]] static void permute(Words* state, std::index_sequence<kI...>) {
    Lanes lanes[] = {V::load(state[kI])...}, other[25];
    for (std::size_t i = 0; i < 24; i += 2) {
      round(lanes, other, kIota[i]);
      round(other, lanes, kIota[i + 1]);
    }
    (V::store(state[kI], lanes[kI]), ...);
  }
  template <class Words>
  [[gnu::always_inline]] static void permute(Words* state) {
    permute(state, std::make_index_sequence<25>());
  }
};

}  // namespace
}  // namespace seiload::crypto::kernels
