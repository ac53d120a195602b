#pragma once
// One connection's bytes both ways, with their buffer: the one owner of what a link carries (net/link.h).
// Connects, writes what is appended as far as the link takes it, reads, and says what it wants to wait for. A
// state machine driven by its owner's loop: it never blocks, looks at no clock and does not reconnect.
//
// Bytes to write are counted over all connections, so that they can be kept until they are answered and
// written again on another connection. Thread rule: one owner, one thread at a time.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "net/http_target.h"
#include "net/link.h"
#include "sys/clock.h"

namespace seiload::net {

class Stream final : private Link::Sink {
 public:
  // Called from inside on_ready() and on_time() only. May call every function of the stream, must not destroy
  // it.
  class Owner {
   public:
    virtual ~Owner() = default;
    virtual void on_connected(sys::TimePoint now) = 0;
    // False: the stream was closed, or no more is wanted now.
    virtual bool on_bytes(std::string_view bytes, sys::TimePoint now) = 0;
    // It could not connect, and is closed. The text names addresses and causes.
    virtual void on_unconnected(TransportError error, std::string_view text, sys::TimePoint now) = 0;
    // The peer has closed (`cause` is empty) or the link has failed: "read: Connection reset by peer". The
    // owner is to close the stream.
    virtual void on_end(std::string_view cause, sys::TimePoint now) = 0;
  };

  Stream(const HttpTarget& target, sys::Duration connect_timeout, Owner& owner);

  void open(sys::TimePoint now);  // requires that it is closed
  void close();                   // keeps what was appended
  bool is_closed() const { return link_->state() == Link::State::closed; }
  bool is_open() const { return is_connected_; }
  bool is_connecting() const { return !is_connected_ && !is_closed(); }

  // Where to append what is to be written; flush_soon() then writes it.
  std::string& out() { return out_; }
  // Unless the stream is corked, is not open, or is reading: then it is written afterwards, in one piece.
  void flush_soon(sys::TimePoint now) {
    if (is_connected_ && !receiving_ && !corked_) flush(now);
  }
  void flush(sys::TimePoint now);
  void cork() { corked_ = true; }
  void uncork(sys::TimePoint now);
  void finish_sending() { link_->finish_sending(); }  // after what was written; while it is open

  // Bytes appended, and those of them that are written.
  std::uint64_t queued() const { return dropped_ + out_.size(); }
  std::uint64_t written() const { return dropped_ + sent_; }
  bool has_written_all() const { return sent_ == out_.size() && write_error_ == 0; }
  void drop_until(std::uint64_t position);  // written or not, these are no longer needed
  void write_from(
      std::uint64_t position);             // on the next connection: again, or from later on; not dropped yet
  void drop_from(std::uint64_t position);  // the last ones, none of them written: they are never written
  void drop_all() { drop_until(queued()); }

  int fd() const { return link_->fd(); }
  short interest() const { return link_->interest(sent_ < out_.size() && write_error_ == 0); }
  sys::TimePoint deadline() const;  // of on_time(); kNever: nothing is to come
  // It could not connect, or a write has failed, and on_time() is to tell.
  bool has_trouble() const { return write_error_ != 0 || link_->state() == Link::State::failed; }
  void on_ready(short revents, sys::TimePoint now);
  void on_time(sys::TimePoint now);

  const Address& address() const { return link_->address(); }
  // The address; while it connects, all that have not answered.
  std::string peer() const { return is_connecting() ? link_->waits_for() : address().to_text(); }
  void note_dropped() { link_->note_dropped(); }

 private:
  bool take(std::string_view bytes) override { return owner_.on_bytes(bytes, now_); }
  void see_link(sys::TimePoint now);
  void receive(sys::TimePoint now);

  Owner& owner_;
  const std::unique_ptr<Link> link_;
  bool is_connected_ = false;  // and on_connected() was called

  std::string out_;  // from byte dropped_ on
  std::size_t sent_ = 0;
  std::uint64_t dropped_ = 0;
  bool receiving_ = false;
  bool corked_ = false;
  int write_error_ = 0;           // what can still be read decides: "413, and go away"
  sys::TimePoint trouble_since_;  // opened, or write_error_: on_time() is due since then
  sys::TimePoint now_;            // of the receive() under way
};

}  // namespace seiload::net
