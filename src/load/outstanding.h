#pragma once
// The requests of one endpoint that are handed to connections and not yet answered, and what their answers
// mean: turns each answer and each failure into events. Judges from them whether the endpoint takes
// pipelining and batches of this size, and whether it can be reached. Thread rule: the worker alone.
//
// HTTP pipelining begins once the endpoint has answered and kept the connection open; it is given up for good
// once the endpoint closes one with requests outstanding, or answers out of order.

#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

#include "load/back_off.h"
#include "load/detail_filter.h"
#include "load/events.h"
#include "load/pipelining.h"
#include "rpc/channel.h"
#include "rpc/endpoint.h"

namespace seiload::load {

class Outstanding final : public rpc::Channel::Listener {
 public:
  struct Batch {
    rpc::BatchIds ids;
    std::vector<std::uint32_t> operations;  // kNone: has ended
  };

  // `endpoint` has this number; `events` takes what comes back. All outlive it.
  Outstanding(const rpc::Endpoint& endpoint, std::uint16_t number, bool is_pipelined, Pipelining& pipelining,
              DetailFilter details, Events& events);

  // Each of these counts one request as outstanding and returns the tag that it is to be submitted with.
  std::uint64_t add_operation(std::uint32_t operation) { return ++count_, operation; }
  std::uint64_t add_question(std::uint32_t sender) { return ++count_, kQuestionTag | sender; }
  std::uint64_t add_batch(std::uint32_t batch) { return ++count_, kBatchTag | batch; }

  // A batch to be filled in; it is returned by close_batch() unless it is added and so answered.
  std::uint32_t open_batch();
  Batch& batch(std::uint32_t index) { return batches_[index]; }
  void close_batch(std::uint32_t index) { free_batches_.push_back(index); }

  // The JSON-RPC id of a request that is not in a batch.
  std::uint64_t id_of(std::uint32_t operation) const;

  std::size_t count() const { return count_; }
  bool is_pipelined() const { return is_pipelined_; }  // if the endpoint takes it
  bool takes_pipelining() const { return keeps_connections_ && !pipelining_.given_up(); }
  std::size_t largest_batch() const { return pipelining_.largest_batch(); }
  const BackOff& back_off() const { return back_off_; }
  std::uint64_t answers() const { return answers_; }    // so far
  std::uint64_t accepted() const { return accepted_; }  // the same of transactions

  void end_load() { load_ended_ = true; }  // what is refused with its batch ends

  void on_response(const rpc::Response& answer) override;
  void on_failure(const net::RequestFailure& failure) override;

 private:
  static constexpr std::uint64_t kQuestionTag = std::uint64_t{1} << 63, kBatchTag = std::uint64_t{1} << 62;

  Event& add_event(Event::Kind kind, std::uint32_t subject, sys::TimePoint now);
  Event& add_event(Event::Kind kind, std::uint32_t subject, const Ending& ending);
  void on_nonce(std::uint32_t sender, const rpc::Response& answer, const Ending& ending);
  bool on_operation(std::uint32_t operation, const rpc::Response& answer, const Ending& ending);
  bool on_batch(std::uint32_t index, const rpc::Response& answer, const Ending& ending);
  bool return_batch(const Batch& batch, const rpc::Response& answer, std::string_view why);
  void end_one(std::uint32_t operation, Ending ending, std::string_view detail, const rpc::Response& answer);
  void judge_pipelining(const rpc::Response& answer);
  void give_up_pipelining(std::string_view why, sys::TimePoint now);

  const rpc::Endpoint& endpoint_;
  const std::uint16_t number_;
  const bool is_pipelined_;
  Pipelining& pipelining_;
  const DetailFilter details_;
  Events& events_;

  BackOff back_off_;
  std::size_t count_ = 0;
  std::uint64_t answers_ = 0, accepted_ = 0;
  bool keeps_connections_ = false;
  bool load_ended_ = false;
  std::deque<Batch> batches_;  // reused
  std::vector<std::uint32_t> free_batches_;
};

}  // namespace seiload::load
