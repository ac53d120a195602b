#pragma once
// Text that is overwritten before its memory is given back: keys and mnemonics as they are read. Never to be
// quoted in a message.

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace seiload::base {

class SecretText {
 public:
  SecretText() = default;
  explicit SecretText(std::string_view text) { append(text); }
  SecretText(SecretText&& other) noexcept : text_(std::exchange(other.text_, {})) {}
  SecretText& operator=(SecretText&& other) noexcept {
    if (this != &other) {
      clear();
      text_ = std::exchange(other.text_, {});
    }
    return *this;
  }
  ~SecretText() { clear(); }

  void append(std::string_view text) {
    if (text.size() > text_.capacity() - text_.size()) grow(text.size());
    text_.insert(text_.end(), text.begin(), text.end());
  }

  void clear() noexcept {
    if (!text_.empty()) wipe(text_.data(), text_.size());
    text_.clear();
  }

  std::string_view view() const { return {text_.data(), text_.size()}; }

 private:
  // Not by the vector itself, which would leave the old place as it is.
  void grow(std::size_t more) {
    std::vector<char> larger;
    larger.reserve(2 * (text_.size() + more));
    larger.assign(text_.begin(), text_.end());
    clear();
    text_ = std::move(larger);
  }

  std::vector<char> text_;
};

}  // namespace seiload::base
