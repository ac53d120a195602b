#pragma once
// A row of a product of long numbers for x86-64 with BMI2 and ADX (every path but the portable one,
// crypto/cpu.h). No branch or index depends on a value.

#if defined(__x86_64__)

#include <cstddef>
#include <cstdint>

namespace seiload::crypto::x86 {

// sum += a * factor over 4 * quarters words; returns the word above. Requires quarters > 0. The low halves of
// the products go along the carry flag with the high halves before them, the sum's words along the overflow
// flag: neither chain waits for the other. lea and jrcxz change no flag.
inline std::uint64_t add_row(std::uint64_t* sum, const std::uint64_t* a, std::uint64_t factor,
                             std::size_t quarters) {
  std::uint64_t low, high, next;
  __asm__(
      "xorl %k[high], %k[high]\n"
      "1:\n\t"
      "mulxq 0(%[a]), %[low], %[next]\n\t"
      "adcxq %[high], %[low]\n\t"
      "adoxq 0(%[sum]), %[low]\n\t"
      "movq %[low], 0(%[sum])\n\t"
      "mulxq 8(%[a]), %[low], %[high]\n\t"
      "adcxq %[next], %[low]\n\t"
      "adoxq 8(%[sum]), %[low]\n\t"
      "movq %[low], 8(%[sum])\n\t"
      "mulxq 16(%[a]), %[low], %[next]\n\t"
      "adcxq %[high], %[low]\n\t"
      "adoxq 16(%[sum]), %[low]\n\t"
      "movq %[low], 16(%[sum])\n\t"
      "mulxq 24(%[a]), %[low], %[high]\n\t"
      "adcxq %[next], %[low]\n\t"
      "adoxq 24(%[sum]), %[low]\n\t"
      "movq %[low], 24(%[sum])\n\t"
      "leaq 32(%[a]), %[a]\n\t"
      "leaq 32(%[sum]), %[sum]\n\t"
      "leaq -1(%[quarters]), %[quarters]\n\t"
      "jrcxz 2f\n\t"
      "jmp 1b\n"
      "2:\n\t"
      "movl $0, %k[low]\n\t"
      "adcxq %[low], %[high]\n\t"
      "adoxq %[low], %[high]\n\t"
      : [low] "=&r"(low), [high] "=&r"(high), [next] "=&r"(next), [a] "+r"(a), [sum] "+r"(sum),
        [quarters] "+c"(quarters)
      : "d"(factor)
      : "cc", "memory");
  return high;
}

}  // namespace seiload::crypto::x86

#endif
