#pragma once
// CHECK(condition): a broken invariant is a bug of ours; it stops the program in every build, naming file,
// line and condition. Never for bad input: that is an Error (base/result.h).

namespace seiload::base {

[[noreturn]] void check_failed(const char* file, int line, const char* condition) noexcept;

}  // namespace seiload::base

#define CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::seiload::base::check_failed(__FILE__, __LINE__, #condition))
