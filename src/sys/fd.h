#pragma once
// A file descriptor with one owner, closed when the owner goes.

#include <utility>

#include "base/result.h"

namespace seiload::sys {

class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    if (this != &other) {
      reset();
      fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
  }
  ~Fd() { reset(); }

  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  void reset() noexcept;

 private:
  int fd_ = -1;
};

struct Pipe {
  Fd read_end, write_end;
};

// Both ends close on exec and do not block.
base::Result<Pipe> make_pipe();

}  // namespace seiload::sys
