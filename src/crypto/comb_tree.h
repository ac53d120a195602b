#pragma once
// Sums of many table points at once, for any field arithmetic: affine additions that share their inversions
// (Montgomery's trick), pairwise, so that a batch needs one inversion a level of the tree. Instantiated with types of
// anonymous namespaces only: a copy compiled for AVX-512 must not stand in for another one when linking.
//
// A field F gives Element; mul(a, b); difference(a, b), ready to be multiplied; next_x(slope, a, b), slope^2 - a -
// b; next_y(slope, run, y), slope * run - y; and invert_var(a, out), false if a is zero. An Element may hold several
// numbers side by side.

#include <cstddef>

namespace seiload::crypto::comb {

template <class F>
struct TreePoint {
  typename F::Element x, y;
};

// a += b, given 1 / (b.x - a.x).
template <class F>
inline void add_point(TreePoint<F>& a, const TreePoint<F>& b, const typename F::Element& inverse) {
  const typename F::Element slope = F::mul(F::difference(b.y, a.y), inverse);
  const typename F::Element x = F::next_x(slope, a.x, b.x);
  a.y = F::next_y(slope, F::difference(a.x, x), a.y);
  a.x = x;
}

// The same twice at once: what one of the two waits for, the other hides. Measured: x86 takes 16 % less, AVX-512 5 %.
template <class F>
inline void add_points(TreePoint<F>* a, const TreePoint<F>* b, const typename F::Element& inverse0,
                       const typename F::Element& inverse1) {
  using Element = typename F::Element;
  const Element slope0 = F::mul(F::difference(b[0].y, a[0].y), inverse0);
  const Element slope1 = F::mul(F::difference(b[1].y, a[1].y), inverse1);
  const Element x0 = F::next_x(slope0, a[0].x, b[0].x), x1 = F::next_x(slope1, a[1].x, b[1].x);
  a[0].y = F::next_y(slope0, F::difference(a[0].x, x0), a[0].y);
  a[1].y = F::next_y(slope1, F::difference(a[1].x, x1), a[1].y);
  a[0].x = x0;
  a[1].x = x1;
}

// Adds b[i] to a[i] for all i < count, with one inversion. `products` is scratch for count elements. False, and a in
// pieces, if the plain formula does not hold for some pair: equal or opposite points. Two chains of products, of the
// even and of the odd i, for the same reason as above.
template <class F>
bool add_all_var(TreePoint<F>* a, const TreePoint<F>* b, std::size_t count, typename F::Element* products) {
  using Element = typename F::Element;
  const auto run = [a, b](std::size_t i) { return F::difference(b[i].x, a[i].x); };
  Element even = run(0);
  if (count == 1) {
    if (!F::invert_var(even, even)) return false;
    add_point<F>(a[0], b[0], even);
    return true;
  }
  Element odd = run(1);
  std::size_t i = 2;
  for (; i + 1 < count; i += 2) {
    products[i] = even;  // of all before i, on its side
    products[i + 1] = odd;
    even = F::mul(even, run(i));
    odd = F::mul(odd, run(i + 1));
  }
  if (i < count) {
    products[i] = even;
    even = F::mul(even, run(i));
  }
  Element inverted;
  if (!F::invert_var(F::mul(even, odd), inverted)) return false;
  Element even_inverse = F::mul(inverted, odd), odd_inverse = F::mul(inverted, even);
  if (i < count) {
    const Element inverse = F::mul(even_inverse, products[i]);
    even_inverse = F::mul(even_inverse, run(i));
    add_point<F>(a[i], b[i], inverse);
  }
  while (i > 2) {
    i -= 2;
    const Element inverse0 = F::mul(even_inverse, products[i]), inverse1 = F::mul(odd_inverse, products[i + 1]);
    even_inverse = F::mul(even_inverse, run(i));
    odd_inverse = F::mul(odd_inverse, run(i + 1));
    add_points<F>(a + i, b + i, inverse0, inverse1);
  }
  add_points<F>(a, b, even_inverse, odd_inverse);
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
