#include "run/sign.h"

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "base/text.h"
#include "crypto/ecdsa.h"
#include "load/own_arrivals.h"
#include "load/signer.h"
#include "run/capacity.h"
#include "run/execute.h"
#include "run/set_up.h"
#include "sys/output.h"
#include "sys/thread.h"

namespace seiload::run {
namespace {

using base::cat;

// Threads take blocks of the corpus in order, sign them, and write them in order.
class CorpusSigner {
 public:
  CorpusSigner(const RunState& run, const Prepared& prepared, const workload::Shard& shard)
      : run_(run),
        prepared_(prepared),
        stop_(run.environment.stop),
        order_(prepared.workload->order()),
        shard_(shard),
        own_(order_, prepared.accounts->pools(), {static_cast<std::uint32_t>(shard.count)},
             static_cast<std::uint32_t>(shard.index)),
        end_(run.settings.max_txs),
        next_(own_.first_from(0)),
        nonces_(prepared.nonces) {}

  base::Status run() {
    const workload::CorpusTitle title{run_.environment.version, prepared_.target.chain.chain_id,
                                      run_.facts.seed, own_.before(end_), shard_};
    if (auto status = write(workload::to_text(title)); !status) return status;
    const std::uint32_t threads = worker_count(run_.settings, {}, run_.settings.connections);
    {
      std::vector<sys::Thread> running;
      for (std::uint32_t i = 0; i < threads; ++i) {
        auto thread = sys::Thread::start(
            "signing", [this] { work(); }, [this](base::Error error) { fail(std::move(error)); });
        if (!thread) {
          fail(std::move(thread).error());
          break;
        }
        running.push_back(std::move(*thread));
      }
    }
    if (stop_.requested()) return sys::stopped_error();  // and a write that was given up for it
    if (error_) return std::move(*error_);
    return {};
  }

 private:
  static constexpr std::size_t kBlock = 2048;  // transactions; a multiple of the signer's batch

  struct Turn {
    std::uint64_t arrival, nonce;
    std::size_t account;
  };

  // The next block's number, and what is in it; nothing at the end.
  std::optional<std::uint64_t> take(std::vector<Turn>& turns) {
    const std::scoped_lock lock(mutex_);
    if (error_ || stop_.requested()) return std::nullopt;
    turns.clear();
    for (; turns.size() < kBlock && next_ < end_; next_ = own_.first_from(next_ + 1)) {
      const std::size_t account = order_.account_of(next_);
      const bool is_fresh = prepared_.workload->has_fresh_sender(next_);
      turns.push_back({next_, is_fresh ? 0 : nonces_[account]++, account});
    }
    if (turns.empty()) return std::nullopt;
    return taken_++;
  }

  void work() {
    const chain::ChainFacts& chain = prepared_.target.chain;
    load::Signer signer(chain.chain_id, chain.has_base_fee ? eth::TxType::dynamic_fee : eth::TxType::legacy,
                        false);
    workload::Intent intent;
    workload::CorpusText text;
    std::vector<Turn> turns;
    turns.reserve(kBlock);
    while (const auto block = take(turns)) {
      for (std::size_t i = 0; i < turns.size();) {
        for (; i < turns.size() && !signer.full(); ++i) add(turns[i], i, intent, signer);
        signer.finish([&](std::uint32_t tag, base::ByteSpan raw, const base::Bytes32&) {
          text.add(raw, number_of(turns[tag]));
        });
      }
      if (!write_in_turn(*block, text.take())) return;
    }
  }

  void add(const Turn& turn, std::size_t tag, workload::Intent& intent, load::Signer& signer) const {
    const workload::Workload& workload = *prepared_.workload;
    workload.write(workload.label_of(turn.arrival), turn.arrival, 0, intent);
    intent.set_nonce(turn.nonce);
    signer.add(static_cast<std::uint32_t>(tag), intent, turn.nonce, prepared_.accounts->keys()[turn.account]);
  }

  // What stands for the sender in the corpus. Fresh accounts come after all others, each once.
  std::uint64_t number_of(const Turn& turn) const {
    if (!prepared_.workload->has_fresh_sender(turn.arrival)) return turn.account;
    return prepared_.accounts->size() + turn.arrival;
  }

  // False if there is nothing more to do.
  bool write_in_turn(std::uint64_t block, std::string_view text) {
    {
      std::unique_lock lock(mutex_);
      // Ends: the block before is with a thread that writes it or fails.
      changed_.wait(lock, [&] { return error_ || written_ == block; });
      if (error_) return false;
    }
    if (auto status = write(text); !status) {  // no other thread has this turn
      fail(std::move(status).error());
      return false;
    }
    const std::scoped_lock lock(mutex_);
    ++written_;
    changed_.notify_all();
    return true;
  }

  base::Status write(std::string_view text) {
    auto written = sys::write_all(run_.environment.stdout_fd, text, &stop_);
    if (!written) return std::move(written).error().with("standard output");
    return {};
  }

  void fail(base::Error error) {
    const std::scoped_lock lock(mutex_);
    if (!error_) error_ = std::move(error);
    changed_.notify_all();
  }

  const RunState& run_;
  const Prepared& prepared_;
  const sys::Stop& stop_;
  const workload::ArrivalOrder& order_;
  const workload::Shard shard_;
  const load::OwnArrivals own_;
  const std::uint64_t end_;

  std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by mutex_.
  std::uint64_t next_;                 // arrival
  std::vector<std::uint64_t> nonces_;  // the next one of each account
  std::uint64_t taken_ = 0, written_ = 0;
  std::optional<base::Error> error_;
};

base::Status set_up_and_sign(RunState& run, const SignOptions& options) {
  Prepared prepared;
  if (auto status = set_up(run, prepared); !status) return status;
  if (options.first_nonce) std::fill(prepared.nonces.begin(), prepared.nonces.end(), *options.first_nonce);
  crypto::prepare();
  return CorpusSigner(run, prepared, options.shard).run();
}

}  // namespace

int sign(const profile::Profile& profile, const SignOptions& options, const Environment& environment) {
  const auto state = std::make_unique<RunState>(profile, environment);
  RunState& run = *state;
  const base::Status signed_all = set_up_and_sign(run, options);
  if (signed_all) return kExitOk;
  const bool by_signal = signed_all.error().code == base::Code::stopped;
  environment.log.error(by_signal ? cat(sys::to_text(environment.stop.reason()), ": the corpus is incomplete")
                                  : signed_all.error().message);
  return kExitFailure;
}

}  // namespace seiload::run
