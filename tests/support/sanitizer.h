#pragma once
// Whether a sanitizer with a memory of its own (address, thread) is built in.

#if defined(__has_feature)
#define SEILOAD_HAS_FEATURE(name) __has_feature(name)
#else
#define SEILOAD_HAS_FEATURE(name) 0
#endif

namespace seiload::test {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || \
    SEILOAD_HAS_FEATURE(address_sanitizer) || SEILOAD_HAS_FEATURE(thread_sanitizer)
inline constexpr bool kHasSanitizer = true;
#else
inline constexpr bool kHasSanitizer = false;
#endif

}  // namespace seiload::test

#undef SEILOAD_HAS_FEATURE
