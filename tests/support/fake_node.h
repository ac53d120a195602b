#pragma once
// An Ethereum node as far as a load generator sees one: a JSON-RPC server on a free port of 127.0.0.1 that decodes what
// it is sent, recovers the senders, keeps their nonces, and misbehaves where it is told. Tests assert what it saw.

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "eth/transaction.h"
#include "sys/fd.h"

namespace seiload::test {

// What the node does with one eth_sendRawTransaction.
struct Reaction {
  enum class Kind {
    take,     // check the nonce as a node does, and answer with the hash
    error,    // answer with a JSON-RPC error; nothing is taken
    status,   // answer with an HTTP status and no JSON; nothing is taken
    raw,      // write `text` instead of an HTTP answer, and close; nothing is taken
    silent,   // take it, never answer
    lose,     // take it, close the connection without an answer
  };
  Kind kind = Kind::take;
  int code = -32000;  // or the HTTP status
  std::string text;   // of the error
};

struct Seen {
  eth::Address sender;
  std::uint64_t nonce = 0;
  eth::TxType type = eth::TxType::legacy;
  base::Uint256 value;
  std::uint64_t gas_limit = 0;
  base::Uint256 fee_cap, tip_cap;
  base::Bytes32 hash{};
};

class FakeNode {
 public:
  struct Options {
    std::uint64_t chain_id = 1337;
    bool has_base_fee = true;
    bool takes_batches = true;
    // Called with the number of transactions seen before; the default takes everything.
    std::function<Reaction(std::size_t i, const Seen&)> react;
  };

  explicit FakeNode(Options options);
  FakeNode() : FakeNode(Options()) {}
  ~FakeNode();

  std::string url() const { return url_; }
  std::vector<Seen> taken() const;                   // in order
  std::size_t sends() const;                         // eth_sendRawTransaction requests read
  std::size_t connections() const;                   // accepted so far
  std::map<std::string, std::size_t> calls() const;  // by method

 private:
  struct Connection {
    sys::Fd fd;
    std::string in, out;
    bool close_after = false;
  };

  void serve();
  void handle(Connection& connection, const std::string& body);
  std::string answer_one(Connection& connection, const std::string& body, bool& answered);
  void answer(Connection& connection, int status, const std::string& body);

  const Options options_;
  std::string url_;
  sys::Fd listener_;
  sys::Pipe quit_;
  mutable std::mutex mutex_;
  std::vector<Seen> taken_;                           // guarded by mutex_
  std::map<eth::Address, std::uint64_t> nonces_;      // guarded by mutex_
  std::map<std::string, std::size_t> calls_;          // guarded by mutex_
  std::size_t sends_ = 0, connections_ = 0;           // guarded by mutex_
  std::thread thread_;
};

}  // namespace seiload::test
