#pragma once
// Sums of many table points at once, for any field arithmetic: affine additions that share their inversions
// (Montgomery's trick), pairwise, so that a batch needs one inversion a level of the tree. Instantiated with types of
// anonymous namespaces only: a copy compiled for AVX-512 must not stand in for another one when linking.
//
// A field F gives Element; kOne; mul(a, b); difference(a, b), ready to be multiplied; next_x(slope, a, b), slope^2 - a -
// b; next_y(slope, run, y), slope * run - y; and invert_var(a, out), false if a is zero. An Element may hold several
// numbers side by side.

#include <cstddef>

namespace seiload::crypto::comb {

template <class F>
struct TreePoint {
  typename F::Element x, y;
};

// Adds b[i] to a[i] for all i < count, with one inversion. `products` is scratch for count elements. False, and a in
// pieces, if the plain formula does not hold for some pair: equal or opposite points.
template <class F>
bool add_all_var(TreePoint<F>* a, const TreePoint<F>* b, std::size_t count, typename F::Element* products) {
  using Element = typename F::Element;
  Element product = F::difference(b[0].x, a[0].x);
  for (std::size_t i = 1; i < count; ++i) {
    products[i] = product;  // of all before i
    product = F::mul(product, F::difference(b[i].x, a[i].x));
  }
  Element inverted;
  if (!F::invert_var(product, inverted)) return false;
  for (std::size_t i = count; i-- > 0;) {
    Element inverse = inverted;
    if (i > 0) {
      inverse = F::mul(inverted, products[i]);
      inverted = F::mul(inverted, F::difference(b[i].x, a[i].x));
    }
    const Element slope = F::mul(F::difference(b[i].y, a[i].y), inverse);
    const Element x = F::next_x(slope, a[i].x, b[i].x);
    a[i].y = F::next_y(slope, F::difference(a[i].x, x), a[i].y);
    a[i].x = x;
  }
  return true;
}

// Adds up `rows` rows of `width` points each into the first row. `products` is scratch for rows / 2 * width elements.
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
