#pragma once
// Opens the corpus that --replay names, and reads so much of it that what is wrong with its beginning is
// found before any traffic.

#include <memory>
#include <string>

#include "base/result.h"
#include "workload/corpus_reader.h"

namespace seiload::cli {

// `path` as of settings.replay. `stop_fd` ends a wait for standard input or a FIFO: Code::stopped.
base::Result<std::unique_ptr<workload::CorpusReader>> open_corpus(const std::string& path, int stop_fd);

}  // namespace seiload::cli
