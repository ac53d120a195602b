#pragma once
// Sums of many table points at once, for any field arithmetic: affine additions that share their inversions
// (Montgomery's trick), pairwise, so that a batch needs one inversion a level of the tree. Instantiated with
// types of anonymous namespaces only: a copy compiled for AVX-512 must not stand in for another one when
// linking.
//
// A field F gives Element; kChains, how many sums best go side by side; mul(a, b); difference(a, b), ready to
// be multiplied; next_x(slope, a, b), slope^2 - a - b; next_y(slope, run, y), slope * run - y; and
// invert_var(a, out), false if a is zero. An Element may hold several numbers side by side.

#include <cstddef>

namespace seiload::crypto::comb {

template <class F>
struct TreePoint {
  typename F::Element x, y;
};

// a[i] += b[i] for i < kCount, given 1 / (b[i].x - a[i].x), step by step side by side: what one waits for,
// others hide.
template <class F, std::size_t kCount>
inline void add_points(TreePoint<F>* a, const TreePoint<F>* b, const typename F::Element* inverse) {
  typename F::Element slope[kCount], x[kCount];
  for (std::size_t i = 0; i < kCount; ++i) slope[i] = F::mul(F::difference(b[i].y, a[i].y), inverse[i]);
  for (std::size_t i = 0; i < kCount; ++i) x[i] = F::next_x(slope[i], a[i].x, b[i].x);
  for (std::size_t i = 0; i < kCount; ++i) {
    a[i].y = F::next_y(slope[i], F::difference(a[i].x, x[i]), a[i].y);
    a[i].x = x[i];
  }
}

// add_all_var by kChains chains of products, of every so many-th pair, for the same reason. Requires as many
// pairs.
template <class F, std::size_t kChains>
bool add_in_chains_var(TreePoint<F>* a, const TreePoint<F>* b, std::size_t count,
                       typename F::Element* products) {
  using Element = typename F::Element;
  const auto run = [a, b](std::size_t i) { return F::difference(b[i].x, a[i].x); };
  Element chain[kChains], before[kChains], inverse[kChains];
  for (std::size_t j = 0; j < kChains; ++j) chain[j] = run(j);
  const auto multiply_on = [&](std::size_t i, std::size_t j) {
    products[i] = chain[j];  // of all before, on its chain
    chain[j] = F::mul(chain[j], run(i));
  };
  std::size_t i = kChains;
  for (; i + kChains <= count; i += kChains)
    for (std::size_t j = 0; j < kChains; ++j) multiply_on(i + j, j);
  for (std::size_t j = 0; i + j < count; ++j) multiply_on(i + j, j);

  before[0] = chain[0];
  for (std::size_t j = 1; j < kChains; ++j) before[j] = F::mul(before[j - 1], chain[j]);
  Element inverted;
  if (!F::invert_var(before[kChains - 1], inverted)) return false;
  for (std::size_t j = kChains; j-- > 1;) {
    const Element own = F::mul(inverted, before[j - 1]);
    inverted = F::mul(inverted, chain[j]);
    chain[j] = own;
  }
  chain[0] = inverted;

  for (std::size_t j = 0; i + j < count; ++j) {
    inverse[0] = F::mul(chain[j], products[i + j]);
    chain[j] = F::mul(chain[j], run(i + j));
    add_points<F, 1>(a + i + j, b + i + j, inverse);
  }
  while (i > kChains) {
    i -= kChains;
    for (std::size_t j = 0; j < kChains; ++j) inverse[j] = F::mul(chain[j], products[i + j]);
    for (std::size_t j = 0; j < kChains; ++j) chain[j] = F::mul(chain[j], run(i + j));
    add_points<F, kChains>(a + i, b + i, inverse);
  }
  add_points<F, kChains>(a, b, chain);
  return true;
}

// Adds b[i] to a[i] for all i < count, with one inversion. `products` is scratch for count elements. False,
// and a in pieces, if the plain formula does not hold for some pair: equal or opposite points. Requires count
// > 0.
template <class F>
bool add_all_var(TreePoint<F>* a, const TreePoint<F>* b, std::size_t count, typename F::Element* products) {
  return count < F::kChains ? add_in_chains_var<F, 1>(a, b, count, products)
                            : add_in_chains_var<F, F::kChains>(a, b, count, products);
}

// Room for the sums of rows of points: so many points and, behind them, products, all undefined.
template <class F>
struct Sums {
  TreePoint<F>* points;
  typename F::Element* products;

  Sums(std::byte* room, std::size_t point_count)
      : points(reinterpret_cast<TreePoint<F>*>(room)),
        products(reinterpret_cast<typename F::Element*>(room + point_count * sizeof(TreePoint<F>))) {}
};

// Adds up `rows` rows of `width` points each into the first row. `products` is scratch for rows / 2 * width
// elements.
template <class F>
bool add_rows_var(TreePoint<F>* points, std::size_t rows, std::size_t width, typename F::Element* products) {
  while (rows > 1) {  // the upper half of the rows is added to the lower one
    const std::size_t half = rows / 2;
    if (!add_all_var<F>(points, points + (rows - half) * width, half * width, products)) return false;
    rows -= half;
  }
  return true;
}

}  // namespace seiload::crypto::comb
