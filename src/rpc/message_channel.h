#pragma once
// JSON-RPC requests over one WebSocket or Unix socket, many out at a time. Each gets an id of its own in
// place of kConstantId, and answers are matched by it, in whatever order they come. A batch keeps the ids
// that its sender gave it, and its answer, an array, is known by any of these.
//
// - It opens itself when there is a request; once it is closed, whoever by, what was out is reported, never
// sent again.
// - A request whose time is over ends alone, and an answer that comes later is ignored, if anything came
// since it was
//   submitted and it was written; else the connection is dead and ends with all that is out.
// - A notification is passed over. Another message that belongs to no request is the answer if only one is
// out; else
//   nobody can tell whose it is, and the connection ends.
// - In the steady state a request costs one send(), at most one recv() and no allocation.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "net/message_stream.h"
#include "rpc/channel.h"

namespace seiload::rpc {

class MessageChannel final : public Channel, private net::MessageStream::Listener {
 public:
  // The endpoint's transport must be websocket or ipc. Of the limits: pipeline is how many may be out.
  MessageChannel(const Endpoint& endpoint, const net::ConnectionLimits& limits, Channel::Listener& listener);

  bool can_submit() const override { return !free_.empty(); }
  std::size_t outstanding() const override { return requests_.size() - free_.size(); }
  void cork() override { stream_.cork(); }
  void uncork(sys::TimePoint now) override;
  std::uint32_t openings() const override { return openings_; }
  int fd() const override { return stream_.fd(); }
  short interest() const override { return stream_.interest(); }
  sys::TimePoint deadline() const override;
  void on_ready(short revents, sys::TimePoint now) override;
  void on_time(sys::TimePoint now) override;
  std::string waits_for() const override;
  void end_sending(sys::TimePoint now) override;
  void abandon(sys::TimePoint now) override;

 private:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  struct Request {
    std::uint64_t tag = 0;
    std::uint64_t id = 0;  // 0: the place is free
    BatchIds batch;
    std::uint64_t begin = 0, end = 0;  // where it stands in the stream's bytes
    sys::TimePoint submitted, deadline, written;
    std::uint32_t older = kNone, newer = kNone;  // those out, in the order in which they were submitted
  };

  // The body of a single request must be one as rpc/request.h builds it, with kConstantId.
  void do_submit(std::uint64_t tag, std::string_view body, const BatchIds& ids, std::string_view header,
                 sys::TimePoint now) override;
  void on_open(sys::TimePoint now) override;
  void on_message(std::string_view text, sys::TimePoint now) override;
  void on_closed(net::TransportError error, std::string_view cause, sys::TimePoint now) override;

  void note_written(sys::TimePoint now);
  bool is_begun(const Request& request) const { return was_open_ && stream_.written() > request.begin; }
  bool is_written(std::uint32_t place) const { return requests_[place].end <= stream_.written(); }
  std::uint32_t find(std::uint64_t id) const;
  std::uint32_t find_batch(std::uint64_t id) const;
  std::uint32_t find_batch_of(std::string_view answers, bool& is_late) const;
  Request take(std::uint32_t place);
  void answer(std::uint32_t place, std::string_view body, bool matched, sys::TimePoint now);
  void expire(sys::TimePoint now);
  void lose(net::TransportError error, std::string_view cause, sys::TimePoint now);

  const base::Secrets& secrets_;
  const net::ConnectionLimits limits_;
  Channel::Listener& listener_;
  net::MessageStream stream_;
  std::uint32_t openings_ = 0;
  bool was_open_ = false;          // connected, and the handshake done
  sys::TimePoint last_message_{};  // or when it was opened

  std::vector<Request> requests_;  // limits_.pipeline places
  std::vector<std::uint32_t> free_;
  std::uint32_t oldest_ = kNone, newest_ = kNone;
  std::uint32_t unwritten_ = kNone;  // the oldest that is not completely written
  std::uint64_t turn_ = 0;           // requests submitted: makes ids differ
  std::uint64_t batch_ids_end_ = 0;  // above all ids of batches submitted so far
};

}  // namespace seiload::rpc
