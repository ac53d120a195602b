#pragma once
// Tells a waiting thread that there is something new to look at: a descriptor that becomes readable, and is
// not any more once it was cleared. Thread rule: signal() from any thread; fd() and clear() belong to the one
// that waits.

#include "sys/fd.h"

namespace seiload::sys {

class Wake {
 public:
  // Fails only where the system has no descriptors left.
  static base::Result<Wake> create();

  void signal() const;
  void clear() const;
  int fd() const { return pipe_.read_end.get(); }

 private:
  explicit Wake(Pipe pipe) : pipe_(std::move(pipe)) {}

  Pipe pipe_;
};

}  // namespace seiload::sys
