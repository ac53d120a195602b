#include "sys/secret.h"

#include <sys/prctl.h>
#include <sys/stat.h>

#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

#include "base/at_end.h"
#include "base/bytes.h"
#include "base/text.h"
#include "sys/file.h"

namespace seiload::sys {

base::Result<SecretFile> read_secret_file(const std::string& path, std::size_t limit, int stop_fd) {
  const auto input = Input::open(path);
  if (!input) return input.error();
  SecretFile file;
  struct stat status {};
  file.is_open_to_others =
      ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && (status.st_mode & 0077) != 0;
  std::vector<char> piece(std::size_t{1} << 16);
  const auto forget = base::at_end([&] { base::wipe(piece.data(), piece.size()); });
  while (true) {
    const auto got = input->read(piece, stop_fd);
    if (!got) return got.error();
    if (*got == 0) return base::Result<SecretFile>(std::move(file));
    file.text.append({piece.data(), *got});
    if (file.text.view().size() > limit)
      return base::Error{base::Code::io, base::cat(path, ": larger than ", limit, " bytes")};
  }
}

std::optional<base::SecretText> take_secret_variable(const std::string& name) {
  char* const value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): no other thread yet
  if (value == nullptr) return std::nullopt;
  base::SecretText text{std::string_view(value)};
  base::wipe(value, std::strlen(value));
  ::unsetenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
  return text;
}

void forbid_core_dumps() { static_cast<void>(::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)); }

}  // namespace seiload::sys
