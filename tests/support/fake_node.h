#pragma once
// An Ethereum node as far as a load generator sees one: a JSON-RPC server on a free port of 127.0.0.1, over
// HTTP and, if wanted, WebSocket and a Unix socket with subscriptions to new heads, that decodes what it is
// sent, recovers the senders, keeps their nonces, and misbehaves where it is told. Tests assert what it saw.

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "eth/transaction.h"
#include "sys/fd.h"

namespace seiload::test {

// What the node does with one eth_sendRawTransaction.
struct Reaction {
  enum class Kind {
    take,    // check the nonce as a node does, and answer with the hash
    error,   // answer with a JSON-RPC error; nothing is taken
    status,  // answer with an HTTP status and no JSON; nothing is taken
    raw,     // write `text` instead of an HTTP answer, and close; nothing is taken
    silent,  // take it, never answer
    lose,    // take it, close the connection without an answer
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
    std::size_t largest_batch =
        0;  // requests in a batch; 0: any number. Of a larger one nothing is looked at.
    enum class Refusal {
      object,
      array,
      status
    };  // one error, an array of one with the id of the first, HTTP 413
    Refusal refusal = Refusal::object;
    bool has_websocket = false;  // on the same port
    bool has_socket = false;     // a Unix socket besides
    std::string missing;         // a method it does not have
    // The message of the error that a request of this method is answered with instead; empty: none.
    std::function<std::string(const std::string& method)> fail;
    // Called with the number of transactions seen before; the default takes everything.
    std::function<Reaction(std::size_t i, const Seen&)> react;
    // The answer to the i-th batch of transactions, from those to its requests; without it they go out last
    // one first. Of a batch those silent are left out.
    std::function<std::string(std::size_t i, const std::vector<std::string>& answers)> join;
    std::function<Reaction(std::size_t i)>
        react_to_batch;                      // status, raw: nothing of it is taken; else as usual
    std::size_t answers_per_connection = 0;  // the last one says "Connection: close", and it is; 0: no end
    std::size_t quiet_close_after = 0;  // so many answers on a connection, then it is closed without a word
    bool http_1_0 = false;              // answers as HTTP/1.0, and closes
    bool out_of_turn = false;           // what was read together is answered last one first

    // Blocks. Without a block time they are made by mine() alone.
    std::uint64_t first_height = 1;
    std::chrono::milliseconds block_time{0};
    bool has_block_receipts = true;  // eth_getBlockReceipts
    // Which transactions fail in their block, by their place among all taken.
    std::function<bool(std::size_t i)> reverts;
    // What eth_call answers: an error with these bytes as its data. Empty: it has no such method.
    std::string revert_data;
    // What further methods answer, whatever they are asked, as JSON.
    std::map<std::string, std::string> results;
  };

  explicit FakeNode(Options options);
  FakeNode() : FakeNode(Options()) {}
  ~FakeNode();

  std::string url() const { return "http://" + address_; }
  std::string ws_url() const { return "ws://" + address_; }
  std::string socket() const { return folder_ + "/node.ipc"; }  // its path
  std::vector<Seen> taken() const;                              // in order
  std::size_t sends() const;                                    // eth_sendRawTransaction requests read
  std::vector<std::size_t> batches() const;     // how many transactions each batch of them had
  std::size_t most_at_once() const;             // whole requests read together from one connection
  std::size_t connections() const;              // accepted so far
  std::vector<std::string> send_heads() const;  // of HTTP requests with eth_sendRawTransaction, in lower case
  std::map<std::string, std::size_t> calls() const;     // by method
  std::map<std::string, std::size_t> messages() const;  // "http", "ws", "ipc": requests read, by transport

  // Makes blocks: the first of all that waits, the others empty.
  void mine(std::size_t blocks = 1);
  // Takes the newest blocks back; what was in them waits again, or is gone.
  void rewind(std::size_t blocks, bool keep_transactions);
  void set_timestamp(std::uint64_t height, std::uint64_t seconds);
  // Closes the connection of whoever asks for the newest height or has a subscription, for as long as it is
  // set.
  void cut(bool is_cut);
  // Closes the connections with a subscription, once.
  void cut_subscriptions();
  // Never answers that method, from now on.
  void hush(std::string method);
  std::uint64_t height() const;
  std::size_t mined() const;                            // transactions in blocks
  void set_block_time(std::chrono::milliseconds time);  // 0: by mine() alone

 private:
  enum class Wire { http, ws, ipc };
  struct Connection {
    sys::Fd fd;
    std::string in, out;
    Wire wire = Wire::http;
    bool subscribed = false;
    bool close_after = false;
    std::size_t answers = 0;
  };

  struct MadeBlock {
    base::Bytes32 hash{}, parent{};
    std::uint64_t timestamp = 0;
    std::vector<std::size_t> transactions;  // places in taken_
  };

  void mine_locked();
  std::string block_json(std::uint64_t number, bool with_bodies) const;
  std::string receipt_json(std::uint64_t number, std::size_t transaction) const;
  std::string transaction_json(std::uint64_t number, std::size_t transaction) const;
  std::string answer_chain(const std::string& method, const std::string& id, const std::string& params_first,
                           bool with_bodies);
  void serve();
  void accept(const sys::Fd& listener, Wire wire, std::vector<std::unique_ptr<Connection>>& connections);
  void read(Connection& connection);
  bool take_message(Connection& connection);
  void tell_heads(std::span<const std::unique_ptr<Connection>> connections);
  void read_messages(Connection& connection);
  void handle(Connection& connection, const std::string& body);
  void handle_batch(Connection& connection, const std::string& body);
  std::string answer_one(Connection& connection, const std::string& body, bool& answered);
  void answer(Connection& connection, int status, const std::string& body);

  const Options options_;
  std::string address_, folder_;
  sys::Fd listener_, socket_listener_;
  sys::Pipe quit_;
  mutable std::mutex mutex_;
  std::vector<Seen> taken_;                          // guarded by mutex_
  std::map<eth::Address, std::uint64_t> nonces_;     // guarded by mutex_
  std::map<std::string, std::size_t> calls_;         // guarded by mutex_
  std::size_t sends_ = 0, connections_ = 0;          // guarded by mutex_
  std::vector<std::size_t> batches_;                 // guarded by mutex_
  std::size_t most_at_once_ = 0;                     // guarded by mutex_
  std::vector<MadeBlock> blocks_;                    // guarded by mutex_; the first is at first_height
  std::vector<std::size_t> waiting_;                 // guarded by mutex_; places in taken_
  std::size_t made_ = 0;                             // guarded by mutex_; blocks ever made, for their hashes
  std::chrono::milliseconds block_time_{0};          // guarded by mutex_
  std::map<std::string, std::size_t> messages_;      // guarded by mutex_
  std::vector<std::string> heads_;                   // guarded by mutex_; headers to be told
  bool is_cut_ = false, cut_subscriptions_ = false;  // guarded by mutex_
  std::string hushed_;                               // guarded by mutex_; a method
  std::vector<std::string> send_heads_;              // guarded by mutex_
  std::thread thread_;
};

}  // namespace seiload::test
