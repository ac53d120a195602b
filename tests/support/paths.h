#pragma once
// Runs a piece of a test on every path that this machine has.

#include <gtest/gtest.h>

#include "crypto/cpu.h"

namespace seiload::test {

// Sets the path for a scope.
class OnPath {
 public:
  explicit OnPath(crypto::CpuPath path) : before_(crypto::current_path()) { crypto::use_path(path); }
  ~OnPath() { crypto::use_path(before_); }
  OnPath(const OnPath&) = delete;
  OnPath& operator=(const OnPath&) = delete;

 private:
  const crypto::CpuPath before_;
};

template <class Work>
void on_every_path(const Work& work) {
  for (const crypto::CpuPath path : crypto::available_paths()) {
    SCOPED_TRACE(crypto::path_name(path));
    const OnPath here(path);
    work();
  }
}

}  // namespace seiload::test
