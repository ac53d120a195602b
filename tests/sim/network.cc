#include "sim/network.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <deque>

#include "base/text.h"
#include "eth/create2.h"
#include "sys/error.h"

namespace seiload::sim {
namespace {

constexpr std::uint64_t kGenesis = 1'800'000'000;

// Calls take(hex) for each transaction that a request sends.
template <typename Take>
void each_transaction(std::string_view body, Take take) {
  constexpr std::string_view kMethod = "\"eth_sendRawTransaction\"", kData = "\"0x";
  for (std::size_t at = body.find(kMethod); at != std::string_view::npos; at = body.find(kMethod, at + 1)) {
    const std::size_t begin = body.find(kData, at), end = body.find('"', begin + 1);
    if (begin != std::string_view::npos && end != std::string_view::npos)
      take(std::string(body.substr(begin + 1, end - begin - 1)));
  }
}

// The set-up's transactions have it, and the load's do not.
const std::string& deployment_proxy() {
  static const std::string digits = eth::to_hex(eth::kDeploymentProxy).substr(2);
  return digits;
}

}  // namespace

void RequestReader::add(std::string_view bytes, const Take& take) {
  if (!is_websocket_) {
    in_ += bytes;
    while (!is_websocket_ && take_request(take)) {
    }
    if (!is_websocket_) return;
    bytes = in_;
  }
  while (!bytes.empty())
    if (frames_.next(bytes) == net::WsParser::Event::text) take(frames_.data());
  in_.clear();
}

bool RequestReader::take_request(const Take& take) {
  constexpr std::string_view kLength = "content-length: ";
  const std::size_t head = in_.find("\r\n\r\n");
  if (head == std::string::npos) return false;
  const std::size_t body = head + 4;
  const std::string lower = base::to_lower(in_.substr(0, head));
  is_websocket_ = lower.starts_with("get ");
  const std::size_t length = lower.find(kLength);
  const std::size_t size =
      length == std::string::npos ? 0 : std::strtoull(lower.c_str() + length + kLength.size(), nullptr, 10);
  if (in_.size() < body + size) return false;
  take(std::string_view(in_).substr(body, size));
  in_.erase(0, body + size);
  return true;
}

// One connection: what is on its way has an event at the time at which it comes.
class Network::Wire : public std::enable_shared_from_this<Wire> {
 public:
  Wire(Network& network, std::uint64_t number)
      : net_(network),
        number_(number),
        node_(network.chain_, network.methods_, network.faults_, World::kStart) {
    if (net_.happens(net_.trouble_.cut_request)) request_left_ = net_.random_.below(1500);
    if (net_.happens(net_.trouble_.cut_answer)) answer_left_ = net_.random_.below(1500);
  }

  // The load's end.
  enum class Connect { waiting, open, refused, dropped };
  Connect connect = Connect::waiting;
  std::deque<std::string> received;
  bool ended = false, was_reset = false;

  void dial() {
    const bool refuses = net_.faults_.refuses_connections(net_.world_.now() - World::kStart);
    if (refuses || net_.happens(net_.trouble_.refused)) {
      net_.world_.after(2 * net_.one_way(),
                        [self = shared_from_this()] { self->connect = Connect::refused; });
    } else if (net_.happens(net_.trouble_.unanswered)) {
      connect = Connect::dropped;
    } else {
      net_.world_.after(2 * net_.one_way(), [self = shared_from_this()] {
        if (self->connect == Connect::waiting) self->connect = Connect::open;
      });
    }
    net_.world_.note("dial", number_, static_cast<std::uint64_t>(connect));
  }

  int send(std::string_view bytes) {
    if (was_reset) return ECONNRESET;
    net_.world_.note("send", number_, bytes.size());
    written_.add(bytes, [&](std::string_view body) {
      if (!body.empty()) net_.last_request_ = net_.world_.now();  // else it asks for a WebSocket
      std::size_t count = 0;
      each_transaction(body, [&](std::string raw) {
        if (raw.find(deployment_proxy()) == std::string::npos) ++count;
        ++net_.transactions_[std::move(raw)].written;
      });
      asked_.push_back({net_.world_.now(), count});
    });
    to_node_ = std::max(to_node_, net_.world_.now() + net_.one_way());
    net_.world_.at(to_node_, [self = shared_from_this(), text = std::string(bytes)] { self->reach(text); });
    return 0;
  }

  void hang_up() { is_over_ = has_hung_up_ = true; }

  void on_block() {
    if (is_over_ || !node_.subscribed()) return;
    if (!node_.tell_heads(net_.world_.now())) return end(true);
    answer();
  }

  // The node's end: it closes, or resets, and what was on its way to it is lost.
  void end(bool by_reset) {
    if (std::exchange(is_over_, true)) return;
    net_.world_.note(by_reset ? "reset" : "close", number_);
    to_load_ = std::max(to_load_, net_.world_.now() + net_.one_way());
    net_.world_.at(to_load_, [self = shared_from_this(), by_reset] {
      self->ended = true;
      self->was_reset = by_reset;
      if (by_reset) self->received.clear();
    });
  }

 private:
  void reach(std::string_view bytes) {
    if (is_over_) return;
    const std::string_view piece = bytes.substr(0, request_left_);
    if (request_left_ != std::string::npos) request_left_ -= piece.size();
    reached_.add(piece, [&](std::string_view body) {
      each_transaction(body, [&](std::string raw) { ++net_.transactions_[std::move(raw)].reached; });
    });
    if (!piece.empty() && node_.reads()) node_.take(piece, net_.world_.now());
    answer();
    if (piece.size() < bytes.size()) end(net_.happens(net_.trouble_.reset));
  }

  void answer() {
    while (!is_over_ && !node_.empty()) {
      const mockchain::Answer& front = node_.front();
      if (front.due > net_.world_.now()) {
        net_.world_.at(front.due, [self = shared_from_this()] { self->answer(); });
        return;
      }
      const std::string text = front.text;
      const bool closes = front.close_after, resets = front.reset_after;
      node_.pop();
      deliver(text);
      if (closes || resets) end(resets);
      if (node_.has_unread() && node_.reads()) node_.take({}, net_.world_.now());
    }
  }

  void deliver(std::string text) {
    const Trouble& trouble = net_.trouble_;
    if (net_.happens(trouble.lost)) return;
    if (net_.happens(trouble.garbled)) text[net_.random_.below(text.size())] ^= 0x15;
    if (net_.happens(trouble.doubled)) text += text;
    if (net_.happens(trouble.late) && trouble.lateness.count() > 0)
      to_load_ = std::max(to_load_, net_.world_.now()) +
                 sys::Duration(static_cast<std::int64_t>(
                     net_.random_.below(static_cast<std::uint64_t>(trouble.lateness.count()))));
    const bool dribbles = net_.happens(trouble.dribbled);
    while (!text.empty() && !is_over_) {
      std::string piece = text.substr(0, dribbles ? 1 + net_.random_.below(40) : text.size());
      text.erase(0, piece.size());
      const bool is_cut = piece.size() > answer_left_;
      if (answer_left_ != std::string::npos) answer_left_ -= std::min(answer_left_, piece.size());
      if (is_cut) piece.resize(net_.random_.below(piece.size()));
      to_load_ = std::max(to_load_, net_.world_.now() + net_.one_way());
      net_.world_.note("answer", number_, piece.size());
      net_.world_.at(to_load_, [self = shared_from_this(), piece, is_last = text.empty()] {
        if (!self->was_reset) self->received.push_back(piece);
        if (is_last) self->note_times();
      });
      if (is_cut) end(net_.happens(trouble.reset));
    }
    if (net_.happens(trouble.closed_when_idle))
      net_.world_.at(to_load_ + net_.one_way(), [self = shared_from_this()] { self->end(false); });
  }

  void note_times() {
    // Told without having been asked, a head; or to nobody any more.
    if (asked_.empty() || has_hung_up_) return;
    net_.times_.insert(net_.times_.end(), asked_.front().transactions,
                       net_.world_.now() - asked_.front().written);
    asked_.pop_front();
  }

  struct Asked {
    sys::TimePoint written;
    std::size_t transactions;
  };

  Network& net_;
  std::deque<Asked> asked_;  // requests without an answer
  const std::uint64_t number_;
  mockchain::Conversation node_;
  RequestReader written_, reached_;
  std::size_t request_left_ = std::string::npos, answer_left_ = std::string::npos;  // until it is cut
  sys::TimePoint to_node_{}, to_load_{};  // when the last piece comes
  bool is_over_ = false;
  bool has_hung_up_ = false;  // the load
};

class Network::SimulatedLink final : public net::Link, private Pollable {
 public:
  SimulatedLink(Network& network, const net::Address& address, sys::Duration timeout)
      : net_(network), address_(address), timeout_(timeout) {}
  ~SimulatedLink() override { close(); }

  void open(sys::TimePoint now) override {
    close();
    state_ = State::connecting;
    due_ = now + timeout_;
    wire_ = std::make_shared<Wire>(net_, ++net_.wires_made_);
    net_.wires_.push_back(wire_);
    fd_ = net_.world_.add(*this);
    wire_->dial();
  }

  void close() override {
    if (fd_ >= 0) net_.world_.remove(fd_);
    fd_ = -1;
    if (wire_) wire_->hang_up();
    wire_.reset();
    state_ = State::closed;
  }

  State state() const override { return state_; }
  int fd() const override { return fd_; }
  short interest(bool has_bytes) const override {
    if (state_ == State::connecting) return POLLOUT;
    return static_cast<short>(has_bytes ? POLLIN | POLLOUT : POLLIN);
  }
  sys::TimePoint deadline() const override { return state_ == State::connecting ? due_ : sys::kNever; }

  void on_ready(sys::TimePoint) override {
    if (state_ != State::connecting) return;
    if (wire_->connect == Wire::Connect::open) state_ = State::open;
    if (wire_->connect == Wire::Connect::refused) fail(net::TransportError::refused);
  }
  void on_time(sys::TimePoint now) override {
    if (state_ == State::connecting && now >= due_) fail(net::TransportError::connect_timeout);
  }

  sys::Sent send(std::string_view bytes) override {
    const int error = wire_->send(bytes);
    return {error == 0 ? bytes.size() : 0, error_ = error};
  }
  sys::Received receive(Sink& sink) override {
    while (wire_ && !wire_->received.empty()) {
      const std::string piece = std::move(wire_->received.front());
      wire_->received.pop_front();
      if (!sink.take(piece)) return sys::Received::paused;
    }
    if (!wire_ || !wire_->ended) return sys::Received::empty;
    if (!wire_->was_reset) return sys::Received::closed;
    error_ = ECONNRESET;
    return sys::Received::failed;
  }
  void finish_sending() override {}
  std::string end_text() const override { return sys::errno_text(error_); }

  net::TransportError error() const override { return failure_; }
  std::string error_text() const override {
    return base::cat("connect ", address_.to_text(),
                     failure_ == net::TransportError::refused ? ": Connection refused" : ": no answer");
  }
  const net::Address& address() const override { return address_; }
  std::string waits_for() const override { return address_.to_text(); }
  void note_dropped() override {}

 private:
  void fail(net::TransportError why) {
    close();
    failure_ = why;
    state_ = State::failed;
  }

  short ready(short events) const override {
    if (state_ == State::connecting) {
      const bool known = wire_->connect == Wire::Connect::open || wire_->connect == Wire::Connect::refused;
      return static_cast<short>(known ? events & POLLOUT : 0);
    }
    const bool readable = !wire_->received.empty() || wire_->ended;
    return static_cast<short>(events & ((readable ? POLLIN : 0) | POLLOUT));
  }

  Network& net_;
  const net::Address address_;
  const sys::Duration timeout_;
  State state_ = State::closed;
  sys::TimePoint due_{};
  std::shared_ptr<Wire> wire_;
  int fd_ = -1;
  int error_ = 0;
  net::TransportError failure_ = net::TransportError::refused;
};

Network::Network(World& world, const mockchain::Config& config, std::vector<mockchain::Fault> faults,
                 const Trouble& trouble, std::uint64_t seed)
    : world_(world),
      trouble_(trouble),
      random_(seed, 1),
      faults_(std::move(faults), seed),
      chain_(config, kGenesis),
      methods_(chain_, &faults_, World::kStart) {
  world_.after(config.block_time, [this] { make_blocks(); });
}

std::unique_ptr<net::Link> Network::make_link(const net::Addresses& addresses,
                                              sys::Duration connect_timeout) const {
  // A dialer is constant to those who dial; what they change is the simulation's.
  return std::make_unique<SimulatedLink>(const_cast<Network&>(*this), addresses.now()->front(),
                                         connect_timeout);
}

void Network::make_blocks() {
  restart_if_due();
  const base::Duration passed = world_.now() - World::kStart;
  if (!faults_.halts_blocks(passed)) {
    const auto block = chain_.make_block(
        kGenesis +
            static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(passed).count()),
        faults_.skipped_heights(passed), world_.now());
    world_.note("block", block->number, block->transactions.size());
    for (const auto& weak : wires_)
      if (const auto wire = weak.lock()) wire->on_block();
  }
  world_.after(chain_.config().block_time, [this] { make_blocks(); });
}

// At a block: restarts come with the first one after their time.
void Network::restart_if_due() {
  const std::uint64_t restarts = faults_.restarts(world_.now() - World::kStart);
  if (std::exchange(restarts_, restarts) == restarts) return;
  world_.note("restart", restarts);
  chain_.drop_mempool();
  for (const auto& weak : std::exchange(wires_, {}))
    if (const auto wire = weak.lock()) wire->end(true);
}

sys::Duration Network::one_way() {
  if (trouble_.jitter.count() == 0) return trouble_.latency;
  return trouble_.latency + sys::Duration(static_cast<std::int64_t>(
                                random_.below(static_cast<std::uint64_t>(trouble_.jitter.count()))));
}

}  // namespace seiload::sim
