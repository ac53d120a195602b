#include "cli/choose_cpu.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace seiload::cli {
namespace {

constexpr crypto::CpuPath kAll[] = {crypto::CpuPath::portable, crypto::CpuPath::x86, crypto::CpuPath::avx512};

// The path's name, or the problem after a "!".
std::string chosen(std::string_view text, std::size_t available) {
  const auto path = choose_cpu(text, std::span(kAll).first(available));
  return path ? std::string(crypto::path_name(*path)) : base::cat('!', path.error().message);
}

TEST(ChooseCpu, TakesWhatTheProcessorHas) {
  EXPECT_EQ(chosen("portable", 1), "portable");
  EXPECT_EQ(chosen("portable", 3), "portable");
  EXPECT_EQ(chosen("x86", 2), "x86");
  EXPECT_EQ(chosen("avx512", 3), "avx512");
}

TEST(ChooseCpu, RefusesWhatItLacks) {
  EXPECT_EQ(chosen("x86", 1), "!this processor lacks instructions that x86 needs; it supports portable");
  EXPECT_EQ(chosen("avx512", 2),
            "!this processor lacks instructions that avx512 needs; it supports portable and x86");
}

TEST(ChooseCpu, RefusesOtherNames) {
  for (const char* text : {"", "avx", "X86", "avx512 ", "fastest"})
    EXPECT_EQ(chosen(text, 3), base::cat("!expected portable, x86 or avx512, got '", text, "'"));
}

}  // namespace
}  // namespace seiload::cli
