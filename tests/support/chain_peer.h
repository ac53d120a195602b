#pragma once
// A node that answers the questions of one rpc::Client, each as a function says.

#include <functional>
#include <string>

#include "base/text.h"
#include "json/value.h"
#include "rpc/client.h"
#include "support/scripted_server.h"

namespace seiload::test {

class ChainPeer {
 public:
  // The result of a question as JSON; empty: the method does not exist. On the server's thread.
  using Answer = std::function<std::string(const std::string& method, const std::string& first_param)>;

  explicit ChainPeer(Answer answer)
      : answer_(std::move(answer)),
        server_({[this](Peer& peer) { serve(peer); }}),
        endpoint_{"node", server_.target()} {}

  rpc::Client& client() { return client_; }
  const rpc::Endpoint& endpoint() const { return endpoint_; }
  const sys::Stop& stop() const { return *stop_; }
  // That method is answered with this error from now on.
  void fail_with(std::string method, int code, std::string message) {
    failing_ = std::move(method);
    error_ = base::cat(R"(,"error":{"code":)", code, R"(,"message":")", message, "\"}}");
  }
  std::size_t requests() const { return server_.requests().size(); }

 private:
  void serve(Peer& peer) {
    for (std::string request; !(request = peer.read_request()).empty();) {
      const auto body = json::parse(request.substr(request.find("\r\n\r\n") + 4));
      std::string text;
      if (body->array() == nullptr) {
        text = answer(*body);
      } else {
        for (const json::Value& one : *body->array()) text += (text.empty() ? "[" : ",") + answer(one);
        text += "]";
      }
      peer.write(base::cat("HTTP/1.1 200 OK\r\nContent-Length: ", text.size(), "\r\n\r\n", text));
    }
  }
  std::string answer(const json::Value& question) {
    const std::string head = base::cat(R"({"jsonrpc":"2.0","id":)", question.find("id")->number()->text);
    if (*question.find("method")->string() == failing_) return head + error_;
    const json::Array& params = *question.find("params")->array();
    const std::string result = answer_(
        *question.find("method")->string(),
        params.empty() || params.front().string() == nullptr ? std::string() : *params.front().string());
    return result.empty() ? head + R"(,"error":{"code":-32601,"message":"method not found"}})"
                          : base::cat(head, R"(,"result":)", result, "}");
  }

  const Answer answer_;
  std::string failing_, error_;  // set before the questions come
  const sys::SystemClock clock_{};
  const std::unique_ptr<sys::Stop> stop_ = std::make_unique<sys::Stop>();
  ScriptedServer server_;
  const rpc::Endpoint endpoint_;
  rpc::Client client_{endpoint_, {}, clock_};
};

}  // namespace seiload::test
