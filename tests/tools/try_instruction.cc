// Executes one instruction of a processor extension: try_instruction mulx|adcx|avx2|sha|avx512. Where the
// processor lacks it, that ends the program by SIGILL. For tests/crypto/processors.sh, which so knows that a
// model lacks it.

#include <cstdint>
#include <cstdio>
#include <string_view>

int main(int argc, char** argv) {
  const std::string_view name = argc == 2 ? argv[1] : "";
#if defined(__x86_64__)
  std::uint64_t low = 0, high = 0;
  if (name == "mulx")
    __asm__ volatile("mulxq %[a], %[low], %[high]"
                     : [low] "=r"(low), [high] "=r"(high)
                     : [a] "r"(low), "d"(high));
  else if (name == "adcx")
    __asm__ volatile("adcxq %[a], %[low]" : [low] "+r"(low) : [a] "r"(high) : "cc");
  else if (name == "avx2")
    __asm__ volatile("vpaddq %%ymm0, %%ymm0, %%ymm0\n\tvzeroupper" ::: "xmm0");
  else if (name == "sha")
    __asm__ volatile("sha256msg1 %%xmm0, %%xmm0" ::: "xmm0");
  else if (name == "avx512")
    __asm__ volatile("vpmadd52luq %%zmm0, %%zmm0, %%zmm0\n\tvzeroupper" ::: "xmm0");
  else
#endif
    return std::fprintf(stderr, "usage: try_instruction mulx|adcx|avx2|sha|avx512\n"), 2;
  std::printf("%s: executed\n", argv[1]);
}
