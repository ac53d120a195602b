#pragma once
// Does something when a scope ends, however it ends.

#include <utility>

namespace seiload::base {

template <typename Do>
class [[nodiscard]] AtEnd {
 public:
  explicit AtEnd(Do what) : what_(std::move(what)) {}
  ~AtEnd() { what_(); }
  AtEnd(const AtEnd&) = delete;
  AtEnd& operator=(const AtEnd&) = delete;

 private:
  Do what_;
};

template <typename Do>
AtEnd<Do> at_end(Do what) {
  return AtEnd<Do>(std::move(what));
}

}  // namespace seiload::base
