#pragma once
// Whole files in and out. Errors name the path: "profile.json: No such file or directory".

#include <string>
#include <string_view>

#include "base/result.h"

namespace seiload::sys {

// Refuses directories and more than `limit` bytes.
base::Result<std::string> read_file(const std::string& path, std::size_t limit = 64 << 20);

// Creates or truncates; devices such as /dev/stdout work.
base::Status write_file(const std::string& path, std::string_view content);

// Puts a whole new file in the place of `path`, with a rename in its folder: a reader sees the old content or the new.
base::Status replace_file(const std::string& path, std::string_view content);

// Whether replace_file() could do it now.
base::Status can_replace_file(const std::string& path);

// Writes everything, through short writes, EINTR and a descriptor that does not block.
base::Status write_all(int fd, std::string_view content);

}  // namespace seiload::sys
