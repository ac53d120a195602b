#pragma once
// The value of --cpu: which of the ways of crypto/cpu.h the signing takes, where the processor has it.

#include <span>
#include <string_view>

#include "base/result.h"
#include "crypto/cpu.h"

namespace seiload::cli {

// `available` is crypto::available_paths(). The error names what may stand there, or what this processor can
// do.
base::Result<crypto::CpuPath> choose_cpu(std::string_view text, std::span<const crypto::CpuPath> available);

}  // namespace seiload::cli
