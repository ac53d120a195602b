#pragma once
// The presentation language of TLS (RFC 8446, 3): big-endian numbers, vectors with their length in front. The
// reader never goes beyond its bytes, and gives all of what was asked for or nothing.

#include <cstdint>

#include "base/bytes.h"

namespace seiload::tls {

class Reader {
 public:
  explicit Reader(base::ByteSpan bytes) : rest_(bytes) {}

  template <class T>
  [[nodiscard]] bool number(T& out, std::size_t width = sizeof(T)) {
    if (rest_.size() < width) return false;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i) value = value << 8 | rest_[i];
    out = static_cast<T>(value);
    rest_ = rest_.subspan(width);
    return true;
  }
  [[nodiscard]] bool bytes(std::size_t size, base::ByteSpan& out) {
    if (rest_.size() < size) return false;
    out = rest_.first(size);
    rest_ = rest_.subspan(size);
    return true;
  }
  // A vector whose length has so many bytes.
  [[nodiscard]] bool vector(std::size_t width, base::ByteSpan& out) {
    std::uint32_t size = 0;
    return number(size, width) && bytes(size, out);
  }
  bool at_end() const { return rest_.empty(); }
  base::ByteSpan rest() const { return rest_; }

 private:
  base::ByteSpan rest_;
};

class Writer {
 public:
  explicit Writer(base::Bytes& out) : out_(out) {}

  void number(std::uint64_t value, std::size_t width) {
    for (std::size_t i = width; i-- > 0;) out_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  }
  void u8(std::uint64_t value) { number(value, 1); }
  void u16(std::uint64_t value) { number(value, 2); }
  void bytes(base::ByteSpan bytes) { base::append(out_, bytes); }
  void vector(std::size_t width, base::ByteSpan content) {
    number(content.size(), width);
    bytes(content);
  }

  // A vector whose length is known once its content is written: open(), content, close() of what open() gave.
  struct Mark {
    std::size_t at, width;
  };
  [[nodiscard]] Mark open(std::size_t width) {
    const Mark mark{out_.size(), width};
    number(0, width);
    return mark;
  }
  void close(Mark mark) {
    const std::size_t size = out_.size() - mark.at - mark.width;
    for (std::size_t i = 0; i < mark.width; ++i)
      out_[mark.at + i] = static_cast<std::uint8_t>(size >> (8 * (mark.width - 1 - i)));
  }

 private:
  base::Bytes& out_;
};

}  // namespace seiload::tls
