#include "run/write_blocks.h"

#include <array>
#include <memory>

#include "base/base64.h"
#include "base/text.h"
#include "chain/node_call.h"
#include "crypto/ecdsa.h"
#include "load/signer.h"
#include "rpc/answer.h"
#include "run/execute.h"
#include "run/request_limits.h"
#include "run/set_up.h"
#include "sys/file.h"
#include "sys/replace_file.h"

namespace seiload::run {
namespace {

using base::cat;

constexpr std::uint64_t kHeadStart = 10;  // blocks above the latest

class BlockWriter {
 public:
  BlockWriter(const RunState& run, Prepared& prepared)
      : run_(run),
        settings_(run.settings),
        prepared_(prepared),
        signer_(prepared.target.chain.chain_id,
                prepared.target.chain.has_base_fee ? eth::TxType::dynamic_fee : eth::TxType::legacy, false) {}

  base::Status run() {
    if (auto status = sys::make_folder(settings_.txs_dir); !status) return status;
    auto latest = latest_height();
    if (!latest) return std::move(latest).error();
    height_ = *latest + kHeadStart;
    const sys::Clock& clock = run_.environment.clock;
    const sys::TimePoint end =
        settings_.duration.count() > 0 ? clock.now() + settings_.duration : sys::kNever;
    const std::uint64_t most = settings_.max_txs > 0 ? settings_.max_txs : ~std::uint64_t{0};
    std::uint64_t arrival = 0;
    while (blocks_ < settings_.num_blocks_to_write && arrival < most && clock.now() < end) {
      if (run_.environment.stop.requested()) return {};
      while (!signer_.full() && arrival < most) add(arrival++);
      base::Status status;
      signer_.finish([&](std::uint32_t tag, base::ByteSpan raw, const base::Bytes32&) {
        if (status) status = take(raw, gas_limits_[tag]);
      });
      if (!status) return status;
    }
    return blocks_ < settings_.num_blocks_to_write ? close() : base::Status();  // by another end
  }

  std::string summary() const {
    return cat(blocks_, blocks_ == 1 ? " block" : " blocks", " written to ", settings_.txs_dir);
  }

 private:
  base::Result<std::uint64_t> latest_height() {
    if (settings_.dry_run) return std::uint64_t{0};
    const rpc::Endpoint& endpoint = prepared_.target.watched_endpoints.front();
    rpc::Client client(endpoint, {.http = connection_limits(settings_)}, run_.environment.clock);
    auto reply = chain::calls_to(client, run_.environment.stop)("eth_blockNumber", "[]");
    if (!reply) return std::move(reply).error();  // names the endpoint
    if (!reply->result)
      return chain::error_of("eth_blockNumber", *reply).with(cat("endpoint ", endpoint.name));
    const auto height = rpc::read_quantity(*reply->result);
    if (height && height->fits_u64()) return height->low_u64();
    return base::Error{base::Code::protocol, cat("endpoint ", endpoint.name, ": eth_blockNumber: expected a ",
                                                 "quantity, got ", base::quote(*reply->result))};
  }

  void add(std::uint64_t arrival) {
    const workload::Workload& workload = *prepared_.workload;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(
        run_.environment.clock.wall_now().time_since_epoch());
    workload.write(workload.label_of(arrival), arrival, static_cast<std::uint64_t>(seconds.count()), intent_);
    const std::size_t account = workload.order().account_of(arrival);
    const std::uint64_t nonce = intent_.fresh_sender ? 0 : prepared_.nonces[account]++;
    intent_.set_nonce(nonce);
    const std::size_t tag = signer_.size();
    gas_limits_[tag] = intent_.gas_limit;
    signer_.add(static_cast<std::uint32_t>(tag), intent_, nonce, prepared_.accounts->keys()[account]);
  }

  base::Status take(base::ByteSpan raw, std::uint64_t gas_limit) {
    if (blocks_ == settings_.num_blocks_to_write) return {};  // signed in the same batch, and not wanted
    if (gas_limit > settings_.target_gas)
      return base::invalid_input(
          cat("--target-gas ", settings_.target_gas, ": a transaction alone has ", gas_limit));
    if (gas_limit > settings_.target_gas - gas_)
      if (auto status = close(); !status) return status;
    if (blocks_ == settings_.num_blocks_to_write) return {};
    payloads_ += cat(transactions_ == 0 ? "\"" : ",\"", base::to_base64(raw), '"');
    gas_ += gas_limit;
    ++transactions_;
    return {};
  }

  // Writes the block, if there is anything in it.
  base::Status close() {
    if (transactions_ == 0) return {};
    const std::string path = cat(settings_.txs_dir, '/', height_, "_txs.json");
    auto file = sys::replaceable_file(path);
    if (!file) return std::move(file).error();
    if (!*file) return base::Error{base::Code::io, cat(path, ": is no regular file")};
    const std::string text = cat("{\"tx_payloads\":[", payloads_, "]}\n");
    if (auto status = sys::replace_file(**file, text); !status) return status;
    const std::string line = cat(path, ' ', transactions_, " transactions, gas ", gas_, '\n');
    const Environment& environment = run_.environment;
    if (auto status = sys::write_all(environment.stdout_fd, line, &environment.stop); !status)
      return std::move(status).error().with("standard output");
    payloads_.clear();
    gas_ = transactions_ = 0;
    ++height_;
    ++blocks_;
    return {};
  }

  const RunState& run_;
  const profile::Settings& settings_;
  Prepared& prepared_;
  load::Signer signer_;
  workload::Intent intent_;
  std::array<std::uint64_t, load::Signer::kBatch> gas_limits_{};  // of the batch
  std::uint64_t height_ = 0, blocks_ = 0;
  std::string payloads_;  // of the block that is being filled
  std::uint64_t gas_ = 0, transactions_ = 0;
};

base::Status set_up_and_write(RunState& run) {
  Prepared prepared;
  if (auto status = set_up(run, prepared); !status) return status;
  crypto::prepare();
  BlockWriter writer(run, prepared);
  if (auto status = writer.run(); !status) return status;
  run.environment.log.info(writer.summary());
  return {};
}

}  // namespace

int write_blocks(const profile::Profile& profile, const Environment& environment) {
  const auto state = std::make_unique<RunState>(profile, environment);
  RunState& run = *state;
  const base::Status written = set_up_and_write(run);
  if (written || written.error().code == base::Code::stopped)
    return kExitOk;  // by a signal, which is no failure
  environment.log.error(written.error().message);
  return kExitFailure;
}

}  // namespace seiload::run
