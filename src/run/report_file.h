#pragma once
// The file of --report-path or --termination-log, opened before the load so that a path that cannot be written fails at once and not after
// an hour. /dev/stdout and /dev/stderr mean the descriptors themselves, redirected or not.

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/text.h"
#include "sys/fd.h"

namespace seiload::run {

class ReportFile {
 public:
  // An empty path: no file, write() does nothing.
  static base::Result<ReportFile> open(const std::string& path, std::string_view what = "report file");

  bool is_stdout() const { return path_ == "/dev/stdout"; }
  // Replaces the content. A file that has no room for all of it is left empty.
  base::Status write(std::string_view content);

 private:
  ReportFile(std::string path, std::string_view what) : path_(std::move(path)), name_(base::cat(what, ' ', path_)) {}

  std::string path_, name_;  // name_: for messages
  sys::Fd fd_;
};

}  // namespace seiload::run
