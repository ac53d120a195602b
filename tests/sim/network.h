#pragma once
// The simulated network between a load and a node that is the embedded chain: links whose bytes come late, in
// pieces, damaged, twice or not at all, as one seed says. Connections are refused, not answered, and cut at
// any byte. What the load has sent is kept, so that it can be held against what it says.

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/random.h"
#include "mockchain/conversation.h"
#include "net/link.h"
#include "net/websocket_codec.h"
#include "sim/world.h"

namespace seiload::sim {

// Shares are of what they name. By default: a good network.
struct Trouble {
  double refused = 0, unanswered = 0;                 // of connects
  double cut_request = 0, cut_answer = 0, reset = 0;  // of connections; of the cuts: with a reset
  double late = 0, lost = 0, doubled = 0, garbled = 0, dribbled = 0;  // of answers
  double closed_when_idle = 0;                             // of answers: the node closes a little after it
  sys::Duration latency = std::chrono::microseconds(200);  // one way
  sys::Duration jitter{0}, lateness{0};                    // at most
};

// What one connection carries to the node, put together from pieces: HTTP requests, and once one has asked
// for it the messages of a WebSocket. Calls take(body) for each that is whole.
class RequestReader {
 public:
  using Take = std::function<void(std::string_view body)>;

  void add(std::string_view bytes, const Take& take);

 private:
  bool take_request(const Take& take);  // false: none is whole

  std::string in_;
  bool is_websocket_ = false;
  net::WsParser frames_{net::kMaxWsMessage, net::WsParser::Sender::client};
};

class Network final : public net::Dialer {
 public:
  Network(World& world, const mockchain::Config& config, std::vector<mockchain::Fault> faults,
          const Trouble& trouble, std::uint64_t seed);

  std::unique_ptr<net::Link> make_link(const net::Addresses& addresses,
                                       sys::Duration connect_timeout) const override;

  void calm() { trouble_ = {}; }  // a good network from now on
  const mockchain::Chain& chain() const { return chain_; }

  // Raw transactions by their hexadecimal text, and how often each was written to a connection and has
  // reached the node, whole.
  struct Copies {
    std::uint32_t written = 0, reached = 0;
  };
  const std::unordered_map<std::string, Copies>& transactions() const { return transactions_; }
  // From the writing of a transaction of the load to the arrival of what answered it, one after another: the
  // truth of a good network, in which each request has its answer, in order.
  const std::vector<sys::Duration>& times() const { return times_; }
  // When a request was written last, whole, whatever it asks for.
  sys::TimePoint last_request() const { return last_request_; }

 private:
  class Wire;
  class SimulatedLink;

  void make_blocks();
  void restart_if_due();
  bool happens(double share) { return share > 0 && random_.unit() < share; }
  sys::Duration one_way();

  World& world_;
  Trouble trouble_;
  base::Random random_;
  const mockchain::Faults faults_;
  mockchain::Chain chain_;
  const mockchain::Methods methods_;
  std::uint64_t restarts_ = 0;
  std::uint64_t wires_made_ = 0;
  std::vector<std::weak_ptr<Wire>> wires_;
  std::unordered_map<std::string, Copies> transactions_;
  std::vector<sys::Duration> times_;
  sys::TimePoint last_request_{};
};

}  // namespace seiload::sim
