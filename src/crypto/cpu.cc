#include "crypto/cpu.h"

#include <algorithm>
#include <atomic>

#include "base/check.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace seiload::crypto {
namespace {

constexpr CpuPath kPaths[] = {CpuPath::portable, CpuPath::x86, CpuPath::avx512};

#if defined(__x86_64__)

// Bits of CPUID (Intel's manual, volume 2A): leaf 1 in ecx, leaf 7 in ebx.
constexpr std::uint32_t kPclmul = 1U << 1, kSsse3 = 1U << 9, kAes = 1U << 25;
constexpr std::uint32_t kSse41 = 1U << 19, kOsxsave = 1U << 27, kAvx = 1U << 28;
constexpr std::uint32_t kAvx2 = 1U << 5, kBmi2 = 1U << 8, kAdx = 1U << 19, kSha = 1U << 29;
constexpr std::uint32_t kAvx512F = 1U << 16, kAvx512Dq = 1U << 17, kAvx512Ifma = 1U << 21,
                        kAvx512Bw = 1U << 30, kAvx512Vl = 1U << 31;
// What the operating system saves when it switches threads (volume 1, section 13.3).
constexpr std::uint32_t kYmmState = 0x06, kZmmState = 0xe6;

bool has(std::uint32_t found, std::uint32_t wanted) { return (found & wanted) == wanted; }

bool has_aes() {
  std::uint32_t a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid(1, &a, &b, &c, &d) != 0 && has(c, kSsse3 | kSse41 | kPclmul | kAes);
}

std::size_t count_paths() {
  std::uint32_t a = 0, b = 0, c = 0, d = 0, leaf7 = 0;
  if (__get_cpuid(1, &a, &b, &c, &d) == 0 || !has(c, kSse41 | kOsxsave | kAvx)) return 1;
  std::uint32_t kept = 0, high = 0;
  __asm__ volatile("xgetbv" : "=a"(kept), "=d"(high) : "c"(0));
  if (__get_cpuid_count(7, 0, &a, &leaf7, &c, &d) == 0) return 1;
  if (!has(kept, kYmmState) || !has(leaf7, kAvx2 | kBmi2 | kAdx | kSha)) return 1;
  if (!has(kept, kZmmState) || !has(leaf7, kAvx512F | kAvx512Dq | kAvx512Ifma | kAvx512Bw | kAvx512Vl))
    return 2;
  return 3;
}

#else

bool has_aes() { return false; }
std::size_t count_paths() { return 1; }

#endif

// What changes of all globals: a setting of the whole process, made before there are threads.
std::atomic<CpuPath>& chosen() {
  static std::atomic<CpuPath> path{available_paths().back()};
  return path;
}
std::atomic<bool>& aes_chosen() {
  static std::atomic<bool> used{has_aes()};
  return used;
}

}  // namespace

std::span<const CpuPath> available_paths() {
  static const std::size_t count = count_paths();
  return std::span(kPaths).first(count);
}

CpuPath current_path() { return chosen().load(std::memory_order_relaxed); }

void use_path(CpuPath path) {
  const auto available = available_paths();
  CHECK(std::find(available.begin(), available.end(), path) != available.end());
  chosen().store(path, std::memory_order_relaxed);
  aes_chosen().store(path != CpuPath::portable && has_aes(), std::memory_order_relaxed);
}

bool use_aes_instructions() { return aes_chosen().load(std::memory_order_relaxed); }

std::string_view path_name(CpuPath path) {
  switch (path) {
    case CpuPath::portable:
      return "portable";
    case CpuPath::x86:
      return "x86";
    case CpuPath::avx512:
      return "avx512";
  }
  return "portable";
}

std::optional<CpuPath> parse_path(std::string_view text) {
  for (const CpuPath path : kPaths)
    if (text == path_name(path)) return path;
  return std::nullopt;
}

}  // namespace seiload::crypto
