#pragma once
// The intrinsics, without g++ 12's complaint about its own header: it makes "any value" by reading an
// uninitialised variable (GCC bug 105593). Included by avx512_*.cc only.

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
