#pragma once
// The file of --report-path, opened before the load so that a path that cannot be written fails at once and not after
// an hour. /dev/stdout and /dev/stderr mean the descriptors themselves, redirected or not.

#include <string>
#include <string_view>

#include "base/result.h"
#include "sys/fd.h"

namespace seiload::run {

class ReportFile {
 public:
  // An empty path: no file, write() does nothing.
  static base::Result<ReportFile> open(const std::string& path);

  bool is_stdout() const { return path_ == "/dev/stdout"; }
  // Replaces the content.
  base::Status write(std::string_view content);

 private:
  explicit ReportFile(std::string path) : path_(std::move(path)) {}

  std::string path_;
  sys::Fd fd_;
};

}  // namespace seiload::run
