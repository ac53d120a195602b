#include "cli/open_corpus.h"

#include "sys/file.h"

namespace seiload::cli {
namespace {

constexpr std::size_t kLookedAt = 1000;  // transactions

}  // namespace

base::Result<std::unique_ptr<workload::CorpusReader>> open_corpus(const std::string& path, int stop_fd) {
  auto opened = sys::Input::open(path);
  if (!opened) return std::move(opened).error();
  const auto input = std::make_shared<sys::Input>(std::move(*opened));
  auto reader = std::make_unique<workload::CorpusReader>(
      input->name(), [input, stop_fd](std::span<char> room) { return input->read(room, stop_fd); });
  if (auto status = reader->look_ahead(kLookedAt); !status) return std::move(status).error();
  return reader;
}

}  // namespace seiload::cli
