#pragma once
// A file that the end of a run writes: --report-path, --termination-log, --textfile. Opened before the load,
// so that a path that cannot be written fails immediately and not after an hour.
//   nothing, a regular file      gets the new content, by rename (Way::replace) or in place
//   a symlink                    is followed
//   a device, a FIFO             is written to, never replaced
//   a folder, a socket, a FIFO that no process reads     is refused
// /dev/stdout and /dev/stderr mean the descriptors themselves, redirected or not.

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "sys/fd.h"
#include "sys/stop.h"

namespace seiload::run {

class ReportFile {
 public:
  enum class Way {
    in_place,  // also works for a file mounted into a container, and where only the file is writable
    replace,   // a reader sees the old content or the new, never half of it
  };

  // An empty path: no file, write() does nothing. `what` is for messages: "textfile run.prom: ...".
  static base::Result<ReportFile> open(const std::string& path, std::string_view what = "report file",
                                       Way way = Way::in_place);

  bool is_stdout() const;
  // Replaces the content. A file that has no room for all of it is left empty, or as it was (Way::replace).
  // A reader that takes nothing is given up after a signal, as sys/output.h says.
  base::Status write(std::string_view content, const sys::Stop* stop = nullptr);

 private:
  ReportFile(const std::string& path, std::string_view what) : path_(path), what_(what) {}
  base::Status write_in_place(std::string_view content, const sys::Stop* stop) const;

  std::string path_, what_;
  std::optional<std::string> replaced_;  // what the path names, to be replaced by rename; else fd_ is open
  sys::Fd fd_;
};

}  // namespace seiload::run
