#include "support/fake_node.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "base/check.h"
#include "base/hex.h"
#include "base/number.h"
#include "base/text.h"
#include "crypto/keccak.h"
#include "json/value.h"
#include "support/message_peer.h"
#include "support/scripted_server.h"

namespace seiload::test {
namespace {

using base::cat;

std::string result_of(const std::string& id, const std::string& result) {
  return cat(R"({"jsonrpc":"2.0","id":)", id, R"(,"result":)", result, "}");
}

std::string error_of(const std::string& id, int code, const std::string& message) {
  return cat(R"({"jsonrpc":"2.0","id":)", id, R"(,"error":{"code":)", code, R"(,"message":")", message,
             "\"}}");
}

std::string quantity(std::uint64_t value) { return '"' + base::Uint256(value).to_quantity() + '"'; }

}  // namespace

FakeNode::FakeNode(Options options) : options_(std::move(options)), quit_(std::move(*sys::make_pipe())) {
  net::Address address = net::Address::v4({127, 0, 0, 1}, 0);
  listener_ = listen_on_loopback(512, address);
  address_ = address.to_text();
  if (options_.has_socket) {
    char folder[] = "/tmp/seiload-test-XXXXXX";
    CHECK(::mkdtemp(folder) != nullptr);
    folder_ = folder;
    const auto path = net::Address::unix_socket(socket()).value();
    socket_listener_ = sys::Fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    CHECK(::bind(socket_listener_.get(), path.raw(), path.raw_size()) == 0 &&
          ::listen(socket_listener_.get(), 512) == 0);
  }
  block_time_ = options_.block_time;
  mine_locked();
  thread_ = std::thread([this] { serve(); });
}

FakeNode::~FakeNode() {
  quit_.write_end.reset();
  thread_.join();
  if (folder_.empty()) return;
  ::unlink(socket().c_str());
  ::rmdir(folder_.c_str());
}

std::vector<Seen> FakeNode::taken() const {
  const std::lock_guard lock(mutex_);
  return taken_;
}

std::size_t FakeNode::sends() const {
  const std::lock_guard lock(mutex_);
  return sends_;
}

std::vector<std::size_t> FakeNode::batches() const {
  const std::lock_guard lock(mutex_);
  return batches_;
}

std::size_t FakeNode::most_at_once() const {
  const std::lock_guard lock(mutex_);
  return most_at_once_;
}

std::vector<std::string> FakeNode::send_heads() const {
  const std::lock_guard lock(mutex_);
  return send_heads_;
}

std::size_t FakeNode::connections() const {
  const std::lock_guard lock(mutex_);
  return connections_;
}

std::map<std::string, std::size_t> FakeNode::calls() const {
  const std::lock_guard lock(mutex_);
  return calls_;
}

std::map<std::string, std::size_t> FakeNode::messages() const {
  const std::lock_guard lock(mutex_);
  return messages_;
}

void FakeNode::mine(std::size_t blocks) {
  const std::lock_guard lock(mutex_);
  for (; blocks > 0; --blocks) mine_locked();
}

void FakeNode::mine_locked() {
  MadeBlock block;
  const std::string name = cat("block ", made_++);
  block.hash = crypto::keccak256(base::as_bytes(name));
  if (!blocks_.empty()) block.parent = blocks_.back().hash;
  block.timestamp = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
          .count());
  block.transactions.swap(waiting_);
  blocks_.push_back(std::move(block));
  heads_.push_back(cat(R"({"number":)", quantity(options_.first_height + blocks_.size() - 1), R"(,"hash":")",
                       base::to_hex(blocks_.back().hash), R"(","parentHash":")",
                       base::to_hex(blocks_.back().parent), "\"}"));
}

void FakeNode::rewind(std::size_t blocks, bool keep_transactions) {
  const std::lock_guard lock(mutex_);
  for (; blocks > 0; --blocks) {
    if (keep_transactions)
      waiting_.insert(waiting_.begin(), blocks_.back().transactions.begin(),
                      blocks_.back().transactions.end());
    blocks_.pop_back();
  }
}

void FakeNode::set_timestamp(std::uint64_t height, std::uint64_t seconds) {
  const std::lock_guard lock(mutex_);
  blocks_[height - options_.first_height].timestamp = seconds;
}

void FakeNode::cut(bool is_cut) {
  const std::lock_guard lock(mutex_);
  is_cut_ = is_cut;
}

void FakeNode::cut_subscriptions() {
  const std::lock_guard lock(mutex_);
  cut_subscriptions_ = true;
}

void FakeNode::hush(std::string method) {
  const std::lock_guard lock(mutex_);
  hushed_ = std::move(method);
}

std::uint64_t FakeNode::height() const {
  const std::lock_guard lock(mutex_);
  return options_.first_height + blocks_.size() - 1;
}

std::size_t FakeNode::mined() const {
  const std::lock_guard lock(mutex_);
  std::size_t sum = 0;
  for (const MadeBlock& block : blocks_) sum += block.transactions.size();
  return sum;
}

void FakeNode::set_block_time(std::chrono::milliseconds time) {
  const std::lock_guard lock(mutex_);
  block_time_ = time;
}

std::string FakeNode::block_json(std::uint64_t number, bool with_bodies) const {
  if (number < options_.first_height || number - options_.first_height >= blocks_.size()) return "null";
  const MadeBlock& block = blocks_[number - options_.first_height];
  std::string transactions;
  for (const std::size_t i : block.transactions) {
    const std::string hash = '"' + base::to_hex(taken_[i].hash) + '"';
    transactions += transactions.empty() ? "" : ",";
    transactions +=
        with_bodies ? cat(R"({"hash":)", hash, R"(,"value":")", taken_[i].value.to_quantity(), "\"}") : hash;
  }
  return cat(R"({"number":)", quantity(number), R"(,"hash":")", base::to_hex(block.hash),
             R"(","parentHash":")", base::to_hex(block.parent), R"(","timestamp":)",
             quantity(block.timestamp), R"(,"gasUsed":)", quantity(21000 * block.transactions.size()),
             R"(,"gasLimit":"0x1c9c380","transactions":[)", transactions,
             options_.has_base_fee ? R"(],"baseFeePerGas":"0x7"})" : "]}");
}

std::string FakeNode::receipt_json(std::uint64_t number, std::size_t transaction) const {
  const bool failed = options_.reverts && options_.reverts(transaction);
  return cat(R"({"transactionHash":")", base::to_hex(taken_[transaction].hash), R"(","blockHash":")",
             base::to_hex(blocks_[number - options_.first_height].hash), R"(","gasUsed":"0x5208","status":)",
             failed ? R"("0x0"})" : R"("0x1"})");
}

std::string FakeNode::transaction_json(std::uint64_t number, std::size_t transaction) const {
  const Seen& seen = taken_[transaction];
  return cat(R"({"hash":")", base::to_hex(seen.hash), R"(","blockHash":")",
             base::to_hex(blocks_[number - options_.first_height].hash), R"(","from":")",
             eth::to_hex(seen.sender), R"(","to":null,"input":"0x","value":")", seen.value.to_quantity(),
             R"(","gas":)", quantity(seen.gas_limit + 1), "}");
}

std::string FakeNode::answer_chain(const std::string& method, const std::string& id, const std::string& first,
                                   bool with_bodies) {
  const std::uint64_t newest = options_.first_height + blocks_.size() - 1;
  if (method == "eth_blockNumber") return result_of(id, quantity(newest));
  if (method == "eth_getTransactionReceipt" || method == "eth_getTransactionByHash") {
    for (std::size_t b = 0; b < blocks_.size(); ++b)
      for (const std::size_t i : blocks_[b].transactions)
        if (base::to_hex(taken_[i].hash) == first)
          return result_of(id, method == "eth_getTransactionByHash"
                                   ? transaction_json(options_.first_height + b, i)
                                   : receipt_json(options_.first_height + b, i));
    return result_of(id, "null");
  }
  const std::uint64_t number = first == "latest" ? newest : base::Uint256::from_quantity(first)->low_u64();
  if (method == "eth_getBlockByNumber") return result_of(id, block_json(number, with_bodies));
  if (block_json(number, false) == "null") return result_of(id, "null");
  std::string receipts;
  for (const std::size_t i : blocks_[number - options_.first_height].transactions)
    receipts += (receipts.empty() ? "" : ",") + receipt_json(number, i);
  return result_of(id, "[" + receipts + "]");
}

void FakeNode::serve() {
  auto next_block = std::chrono::steady_clock::now();
  std::vector<std::unique_ptr<Connection>> connections;
  while (true) {
    std::vector<pollfd> descriptors{
        {quit_.read_end.get(), POLLIN, 0}, {listener_.get(), POLLIN, 0}, {socket_listener_.get(), POLLIN, 0}};
    const std::size_t fixed = descriptors.size();
    for (const auto& connection : connections)
      descriptors.push_back(
          {connection->fd.get(), static_cast<short>(connection->out.empty() ? POLLIN : POLLIN | POLLOUT), 0});
    int wait = 20;  // looks whether something was changed
    {
      const std::lock_guard lock(mutex_);
      const auto now = std::chrono::steady_clock::now();
      if (block_time_.count() > 0) {
        if (now >= next_block) {
          mine_locked();
          next_block = now + block_time_;
        }
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(next_block - now).count() + 1;
        wait = static_cast<int>(std::min<std::int64_t>(wait, left));
      } else {
        next_block = now;
      }
    }
    ::poll(descriptors.data(), descriptors.size(), wait);
    if (descriptors[0].revents != 0) return;
    for (std::size_t i = fixed; i < descriptors.size(); ++i)
      if (descriptors[i].revents != 0) read(*connections[i - fixed]);
    tell_heads(connections);
    if (descriptors[1].revents != 0) accept(listener_, Wire::http, connections);
    if (descriptors[2].revents != 0) accept(socket_listener_, Wire::ipc, connections);
    std::erase_if(connections, [](const auto& connection) { return !connection->fd.is_open(); });
  }
}

void FakeNode::accept(const sys::Fd& listener, Wire wire,
                      std::vector<std::unique_ptr<Connection>>& connections) {
  const int fd = ::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC);
  if (fd < 0) return;
  connections.push_back(std::make_unique<Connection>());
  connections.back()->fd = sys::Fd(fd);
  connections.back()->wire = wire;
  const std::lock_guard lock(mutex_);
  ++connections_;
}

void FakeNode::read(Connection& connection) {
  char piece[65536];
  const ssize_t got = ::recv(connection.fd.get(), piece, sizeof piece, MSG_DONTWAIT);
  if (got == 0 || (got < 0 && errno != EAGAIN)) {
    connection.fd.reset();
    return;
  }
  if (got > 0) connection.in.append(piece, static_cast<std::size_t>(got));
  read_messages(connection);
  if (!connection.out.empty()) {
    const ssize_t sent = ::send(connection.fd.get(), connection.out.data(), connection.out.size(),
                                MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) connection.out.erase(0, static_cast<std::size_t>(sent));
  }
  if (connection.close_after && connection.out.empty()) connection.fd.reset();
}

// Handles the message at the front of what was read; false if it is not whole yet.
bool FakeNode::take_message(Connection& connection) {
  const auto got = [&](const char* over, const std::string& body) {
    {
      const std::lock_guard lock(mutex_);
      ++messages_[over];
    }
    handle(connection, body);
    return true;
  };
  std::string& in = connection.in;
  if (connection.wire == Wire::ipc) {
    const std::size_t end = in.find('\n');
    if (end == std::string::npos) return false;
    const std::string line = in.substr(0, end);
    in.erase(0, end + 1);
    return got("ipc", line);
  }
  if (connection.wire == Wire::ws) {
    const auto frame = take_frame(in);
    if (!frame) return false;
    if (frame->opcode == 1) return got("ws", frame->payload);
    if (frame->opcode == 9) connection.out += server_frame(10, frame->payload);
    if (frame->opcode == 8) connection.close_after = true;
    return true;
  }
  const std::size_t end = in.find("\r\n\r\n");
  if (end == std::string::npos) return false;
  const std::string head = in.substr(0, end), lower = base::to_lower(head);
  const std::size_t at = lower.find("content-length: ");
  const std::size_t length = at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
  if (in.size() < end + 4 + length) return false;
  const std::string body = in.substr(end + 4, length);
  in.erase(0, end + 4 + length);
  if (body.find("eth_sendRawTransaction") != std::string::npos) {
    const std::lock_guard lock(mutex_);
    send_heads_.push_back(lower);
  }
  const std::size_t key = lower.find("sec-websocket-key: ");
  if (key == std::string::npos || !options_.has_websocket) return got("http", body);
  connection.wire = Wire::ws;
  connection.out += websocket_welcome(head.substr(key + 19, 24));
  return true;
}

void FakeNode::tell_heads(std::span<const std::unique_ptr<Connection>> connections) {
  const std::lock_guard lock(mutex_);
  for (const auto& connection : connections) {
    if (!connection->subscribed || !connection->fd.is_open()) continue;
    if (is_cut_ || cut_subscriptions_) connection->fd.reset();
    for (const std::string& head : heads_)
      answer(*connection, 200,
             cat(R"({"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"0xcd","result":)",
                 head, "}}"));
  }
  heads_.clear();
  cut_subscriptions_ = false;
}

void FakeNode::read_messages(Connection& connection) {
  std::vector<std::string> outs;
  while (!connection.close_after) {
    std::string before;
    before.swap(connection.out);
    const bool whole = take_message(connection);
    before.swap(connection.out);
    if (!whole) break;
    outs.push_back(std::move(before));
  }
  if (options_.out_of_turn) std::reverse(outs.begin(), outs.end());
  for (const std::string& out : outs) connection.out += out;
  const std::lock_guard lock(mutex_);
  most_at_once_ = std::max(most_at_once_, outs.size());
}

void FakeNode::handle(Connection& connection, const std::string& body) {
  if (body.starts_with('[')) return handle_batch(connection, body);
  bool answered = true;
  const std::string text = answer_one(connection, body, answered);
  if (answered) answer(connection, 200, text);
}

void FakeNode::handle_batch(Connection& connection, const std::string& body) {
  if (!options_.takes_batches)
    return answer(connection, 200, error_of("null", -32600, "batches are not taken"));
  const auto batch = json::parse(body);
  if (options_.largest_batch > 0 && batch->array()->size() > options_.largest_batch) {
    const bool is_array = options_.refusal == Options::Refusal::array;
    const std::string id = is_array ? batch->array()->front().find("id")->number()->text : "null";
    const std::string error = error_of(id, -32600, "batch too large");
    if (options_.refusal == Options::Refusal::status)
      return answer(connection, 413, "<html>413 Too Large</html>");
    return answer(connection, 200, is_array ? cat('[', error, ']') : error);
  }
  const bool is_send = body.find("\"eth_sendRawTransaction\"") != std::string::npos;
  std::size_t number = 0;
  if (is_send) {
    const std::lock_guard lock(mutex_);
    number = batches_.size();
    batches_.push_back(batch->array()->size());
  }
  if (is_send && options_.react_to_batch) {
    const Reaction reaction = options_.react_to_batch(number);
    if (reaction.kind == Reaction::Kind::status) return answer(connection, reaction.code, "busy");
    if (reaction.kind == Reaction::Kind::raw) {
      connection.out += reaction.text;
      connection.close_after = true;
      return;
    }
  }
  std::vector<std::string> answers;
  for (const json::Value& one : *batch->array()) {
    const std::string method = *one.find("method")->string();
    const json::Value& params = *one.find("params");
    std::string single =
        cat(R"({"id":)", one.find("id")->number()->text, R"(,"method":")", method, R"(","params":[)");
    if (!params.array()->empty()) single += '"' + *params.array()->front().string() + '"';
    if (params.array()->size() > 1 && params.array()->at(1).boolean() != nullptr)
      single += *params.array()->at(1).boolean() ? ",true" : ",false";
    bool answered = true;
    std::string text = answer_one(connection, single + "]}", answered);
    if (answered) answers.push_back(std::move(text));
  }
  if (connection.close_after || (!is_send && answers.size() < batch->array()->size())) return;
  if (is_send && options_.join) return answer(connection, 200, options_.join(number, answers));
  std::string all;
  for (std::size_t i = answers.size(); i-- > 0;) all += (all.empty() ? "[" : ",") + answers[i];
  answer(connection, 200, all.empty() ? "[]" : all + "]");
}

std::string FakeNode::answer_one(Connection& connection, const std::string& body, bool& answered) {
  const auto request = json::parse(body);
  if (!request || request->find("method") == nullptr) return error_of("null", -32700, "parse error");
  const std::string id = request->find("id")->number()->text;
  const std::string method = *request->find("method")->string();
  const json::Array& params = *request->find("params")->array();
  const std::lock_guard lock(mutex_);
  ++calls_[method];
  if (options_.fail)
    if (const std::string message = options_.fail(method); !message.empty())
      return error_of(id, -32000, message);
  if (method == options_.missing) return error_of(id, -32601, "the method " + method + " does not exist");
  if (method == "eth_chainId") return result_of(id, quantity(options_.chain_id));
  const bool is_subscription = method == "eth_subscribe" && connection.wire != Wire::http;
  const bool is_cut = is_cut_ && (method == "eth_blockNumber" || is_subscription);
  if (is_cut || method == hushed_) {
    answered = false;
    connection.close_after = is_cut;
    return "";
  }
  if (is_subscription) {
    connection.subscribed = true;
    return result_of(id, "\"0xcd\"");
  }
  if (method == "eth_blockNumber" || method == "eth_getBlockByNumber" ||
      method == "eth_getTransactionReceipt" || method == "eth_getTransactionByHash" ||
      (method == "eth_getBlockReceipts" && options_.has_block_receipts))
    return answer_chain(method, id, params.empty() ? "" : *params[0].string(),
                        params.size() > 1 && params[1].boolean() != nullptr && *params[1].boolean());
  if (const auto found = options_.results.find(method); found != options_.results.end())
    return result_of(id, found->second);
  if (method == "eth_call" && !options_.revert_data.empty())
    return cat(R"({"jsonrpc":"2.0","id":)", id,
               R"(,"error":{"code":3,"message":"execution reverted","data":")", options_.revert_data, "\"}}");
  if (method == "eth_getTransactionCount")
    return result_of(id, quantity(nonces_[*eth::parse_address(*params[0].string())]));
  if (method != "eth_sendRawTransaction")
    return error_of(id, -32601, "the method " + method + " does not exist");

  const auto raw = base::decode_hex(*params[0].string());
  const auto tx = eth::decode_transaction(*raw);
  if (!tx) return error_of(id, -32000, tx.error().message);
  const Seen seen{
      tx->sender,       tx->tx.nonce,
      tx->tx.type,      tx->tx.value,
      tx->tx.gas_limit, tx->tx.type == eth::TxType::dynamic_fee ? tx->tx.fee_cap : tx->tx.gas_price,
      tx->tx.tip_cap,   tx->hash};
  Reaction reaction;
  if (options_.react) reaction = options_.react(sends_, seen);
  ++sends_;
  switch (reaction.kind) {
    case Reaction::Kind::error:
      return error_of(id, reaction.code, reaction.text);
    case Reaction::Kind::status:
      answered = false;
      answer(connection, reaction.code, "busy");
      return "";
    case Reaction::Kind::raw:
      answered = false;
      connection.out += reaction.text;
      connection.close_after = true;
      return "";
    default:
      break;
  }
  if (tx->tx.chain_id != options_.chain_id) return error_of(id, -32000, "invalid chain id for signer");
  std::uint64_t& next = nonces_[seen.sender];
  if (seen.nonce < next)
    return error_of(id, -32000, cat("nonce too low: next nonce ", next, ", tx nonce ", seen.nonce));
  if (seen.nonce > next)
    return error_of(id, -32000, cat("nonce too high: next nonce ", next, ", tx nonce ", seen.nonce));
  ++next;
  waiting_.push_back(taken_.size());
  taken_.push_back(seen);
  if (reaction.kind == Reaction::Kind::silent) answered = false;
  if (reaction.kind == Reaction::Kind::lose) {
    answered = false;
    connection.close_after = true;
  }
  return result_of(id, '"' + base::to_hex(seen.hash) + '"');
}

void FakeNode::answer(Connection& connection, int status, const std::string& body) {
  ++connection.answers;
  const bool is_last = connection.answers == options_.answers_per_connection;
  if (is_last || options_.http_1_0 || connection.answers == options_.quiet_close_after)
    connection.close_after = true;
  if (connection.wire == Wire::ws) connection.out += server_frame(1, body);
  if (connection.wire == Wire::ipc) connection.out += body + "\n";
  if (connection.wire == Wire::http)
    connection.out +=
        cat(options_.http_1_0 ? "HTTP/1.0 " : "HTTP/1.1 ", status, " X\r\nContent-Type: application/json\r\n",
            is_last ? "Connection: close\r\n" : "", "Content-Length: ", body.size(), "\r\n\r\n", body);
}

}  // namespace seiload::test
