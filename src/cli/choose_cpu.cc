#include "cli/choose_cpu.h"

#include <algorithm>

#include "base/text.h"

namespace seiload::cli {

base::Result<crypto::CpuPath> choose_cpu(std::string_view text, std::span<const crypto::CpuPath> available) {
  using base::cat;
  const auto path = crypto::parse_path(text);
  if (!path)
    return base::Error{base::Code::invalid_input,
                       cat("expected portable, x86 or avx512, got ", base::quote(text))};
  if (std::find(available.begin(), available.end(), *path) != available.end()) return *path;
  std::string able;
  for (const crypto::CpuPath one : available)
    able += cat(able.empty() ? "" : " and ", crypto::path_name(one));
  return base::Error{base::Code::invalid_input,
                     cat("this processor lacks instructions that ", text, " needs; it supports ", able)};
}

}  // namespace seiload::cli
