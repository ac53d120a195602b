#include "load/corpus_feed.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <utility>

#include "rpc/request.h"
#include "sys/scheduling.h"

namespace seiload::load {

namespace {

// A step takes tens of microseconds: fewer are not worth a thread.
constexpr std::size_t kStepsAThread = 32, kMaxThreads = 8;

void for_each_by_threads(std::size_t count, const std::function<void(std::size_t i)>& step) {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next.fetch_add(1); i < count; i = next.fetch_add(1)) step(i);
  };
  const std::size_t wanted =
      std::min({kMaxThreads, std::size_t{sys::usable_cpus()}, count / kStepsAThread});
  std::vector<sys::Thread> threads;
  for (std::size_t i = 1; i < wanted; ++i) {
    auto thread = sys::Thread::start("corpus", work, [](const base::Error&) {});
    if (!thread) break;  // those that there are do it
    threads.push_back(*std::move(thread));
  }
  work();
}

}  // namespace

CorpusFeed::~CorpusFeed() {
  {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

base::Status CorpusFeed::start() {
  started_ = true;
  reader_.recover_by(for_each_by_threads);
  auto thread = sys::Thread::start(
      "corpus", [this] { run(); }, stop_);
  if (!thread) return std::move(thread).error();
  thread_ = std::move(*thread);
  return {};
}

bool CorpusFeed::take(Batch& batch) {
  if (!started_) {
    if (!read_all_ && read(batch)) return true;
    read_all_ = true;
    batch.count = 0;
    return false;
  }
  const std::scoped_lock lock(mutex_);
  if (ready_.empty()) {
    batch.count = 0;
    return false;
  }
  used_.push_back(std::move(batch));
  batch = std::move(ready_.front());
  ready_.pop_front();
  changed_.notify_one();
  return true;
}

bool CorpusFeed::ended() {
  const std::scoped_lock lock(mutex_);
  return read_all_ && ready_.empty();
}

bool CorpusFeed::read(Batch& batch) {
  batch.count = 0;
  batch.new_senders.clear();
  if (auto status = reader_.next(raw_, kBatch); !status) {
    if (status.error().code != base::Code::stopped) stop_.request_failure(std::move(status).error());
    return false;
  }
  if (raw_.entries.empty()) return false;
  if (batch.recorded.size() < raw_.entries.size()) batch.recorded.resize(raw_.entries.size());
  for (const workload::CorpusBatch::Entry& entry : raw_.entries) {
    Recorded& one = batch.recorded[batch.count++];
    one.sender = entry.sender;
    one.nonce = entry.nonce;
    one.hash = entry.hash;
    one.cost = entry.cost;
    rpc::write_send_raw_transaction(one.body, base::ByteSpan(raw_.raw).subspan(entry.begin, entry.size));
  }
  batch.new_senders.assign(raw_.new_senders.begin(), raw_.new_senders.end());
  return true;
}

void CorpusFeed::run() {
  while (true) {
    Batch batch;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return closed_ || ready_.size() < kMostBatches; });
      if (closed_) return;
      if (!used_.empty()) {
        batch = std::move(used_.back());
        used_.pop_back();
      }
    }
    const bool any = read(batch);
    const std::scoped_lock lock(mutex_);
    if (any) ready_.push_back(std::move(batch));
    read_all_ = !any;
    if (read_all_) return;
  }
}

}  // namespace seiload::load
