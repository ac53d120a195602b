#pragma once
// What came from a peer, as text for messages: the start of it, with everything escaped that could harm a
// terminal, a log line or a JSON report, and nothing in it that we sent and must not show. Pure.

#include <cstddef>
#include <string>
#include <string_view>

#include "base/secrets.h"

namespace seiload::net {

inline constexpr std::size_t kShownBody = 200;  // bytes of a body

// Up to so many bytes, escaped; `is_cut` says whether that is not all of it.
std::string show_start(std::string_view text, std::size_t most, const base::Secrets* secrets = nullptr,
                       bool* is_cut = nullptr);

// "'<html>busy</html>'", "an empty body", "a body compressed with gzip, which was not requested".
std::string show_body(std::string_view body, const base::Secrets* secrets = nullptr);

}  // namespace seiload::net
