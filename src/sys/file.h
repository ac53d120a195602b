#pragma once
// Files in and out. Errors name the path: "profile.json: No such file or directory". Opening never blocks,
// not even on a FIFO whose other end nobody has opened.

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "sys/fd.h"
#include "sys/output.h"

namespace seiload::sys {

// The whole content. Refuses directories and more than `limit` bytes, without reading the rest. Waits for a
// FIFO's first writer. Where `stop_fd` (Stop::fd()) is given and becomes readable first: Code::stopped.
base::Result<std::string> read_file(const std::string& path, std::size_t limit = 64 << 20, int stop_fd = -1);

// Reads a descriptor to its end, by the same rules; `name` is for messages.
base::Result<std::string> read_all(int fd, std::string_view name, std::size_t limit, int stop_fd = -1);

// A file that is read in pieces. "-" is standard input, which is not closed.
class Input {
 public:
  static base::Result<Input> open(const std::string& path);
  const std::string& name() const { return name_; }  // for messages

  // Fills `room` from its begin and says how much; 0: the end. `stop_fd` as above.
  base::Result<std::size_t> read(std::span<char> room, int stop_fd = -1) const;

 private:
  Input(Fd fd, int number, std::string name) : fd_(std::move(fd)), number_(number), name_(std::move(name)) {}

  Fd fd_;
  int number_;
  std::string name_;
};

// Creates the folder, unless there is one.
base::Status make_folder(const std::string& path);

// Opens what is there for writing and leaves its content; creates a regular file where nothing is. Symlinks
// are followed. A directory, a socket and a FIFO without a reader are refused. Writes to the descriptor may
// give EAGAIN.
base::Result<Fd> open_for_writing(const std::string& path);

}  // namespace seiload::sys
