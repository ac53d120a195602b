#pragma once
// DER put together for tests: der(tag, part, part...), each part bytes or text.

#include <initializer_list>
#include <string_view>

#include "base/bytes.h"
#include "base/hex.h"

namespace seiload::test {

inline base::Bytes from_hex(std::string_view digits) { return base::decode_hex_digits(digits).value(); }
inline base::Bytes from_text(std::string_view text) {
  const base::ByteSpan bytes = base::as_bytes(text);
  return {bytes.begin(), bytes.end()};
}

inline base::Bytes der(std::uint8_t tag, std::initializer_list<base::Bytes> parts) {
  base::Bytes body;
  for (const base::Bytes& part : parts) base::append(body, part);
  base::Bytes out{tag};
  const std::size_t size = body.size();
  if (size >= 0x100) {
    out.insert(out.end(), {0x82, static_cast<std::uint8_t>(size >> 8)});
  } else if (size >= 0x80) {
    out.push_back(0x81);
  }
  out.push_back(static_cast<std::uint8_t>(size & 0xff));
  base::append(out, body);
  return out;
}

}  // namespace seiload::test
