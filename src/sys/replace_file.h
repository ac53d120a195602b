#pragma once
// A whole new file in the place of an old one, by a rename in its folder: a reader sees the old content or
// the new. Only a regular file, or nothing, is ever replaced.

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace seiload::sys {

// The file that `path` names once its symlinks are followed, if that is a regular file or nothing yet. No
// value where it is to be written to instead: a device, a FIFO, a socket, a folder, or an open descriptor
// (/dev/fd/3).
base::Result<std::optional<std::string>> replaceable_file(const std::string& path);

// Whether replace_file() could create its temporary file now; creates and removes one.
base::Status can_replace_file(const std::string& path);

// `path` comes from replaceable_file(). An existing file's mode and owner are kept (the owner where that is
// permitted). A file that is a mount point of its own, as in containers, is written in place. A temporary
// file never stays behind.
base::Status replace_file(const std::string& path, std::string_view content);

}  // namespace seiload::sys
