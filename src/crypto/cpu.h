#pragma once
// Which of the ways to the same bytes is taken: chosen when the program runs, by what the processor has and
// the operating system keeps, never by how the program was compiled. Thread rule: use_path before threads
// start; the rest anywhere.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace seiload::crypto {

enum class CpuPath : std::uint8_t {
  portable,  // plain C++: any machine
  x86,       // x86-64 with BMI2, ADX, SHA extensions and AVX2
  avx512,    // the same, and AVX-512 F, DQ, BW, VL and IFMA
};

std::span<const CpuPath> available_paths();  // on this machine: portable first, the fastest last

CpuPath current_path();       // the fastest one, until use_path says otherwise
void use_path(CpuPath path);  // requires one of available_paths()

// Whether AES and carry-less multiplication instructions are used: wherever the processor has them (many that
// have no path but the portable one do), unless use_path asked for the portable path.
bool use_aes_instructions();

std::string_view path_name(CpuPath path);  // "portable", "x86", "avx512"
inline std::string_view path_name() { return path_name(current_path()); }
std::optional<CpuPath> parse_path(std::string_view text);  // a name as above; it may not be available here

}  // namespace seiload::crypto
