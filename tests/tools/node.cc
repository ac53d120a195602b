// What a load generator needs to see of an Ethereum node, for shell tests and measurements: a server on a free port of
// 127.0.0.1 that answers the questions of the start, and every eth_sendRawTransaction with the same hash. It looks at
// no transaction, so that it costs little. Prints its URL, then a line for every fault it commits; ends by a signal, or
// when the process that started it does.
//
// node [--chain-id N]     eth_chainId; default 1337
//      [--no-base-fee]    blocks as before EIP-1559
//      [--silent METHOD]  requests with this method get no answer
//      [--half METHOD]    ... get the first half of an answer, and no more
//      [--full]           nobody can connect: the queue of connections is full, and stays so

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "json/value.h"

namespace {

using namespace seiload;

struct Options {
  std::string chain_id = "1337", silent, half;
  bool base_fee = true, full = false;
};

[[noreturn]] void die(const char* what) {
  std::perror(what);
  std::exit(1);
}

void tell(std::string_view text) {
  std::printf("%.*s\n", static_cast<int>(text.size()), text.data());
  std::fflush(stdout);
}

class Node {
 public:
  explicit Node(Options options) : options_(std::move(options)) {
    char hex[20];
    std::snprintf(hex, sizeof hex, "\"0x%llx\"", std::strtoull(options_.chain_id.c_str(), nullptr, 10));
    chain_id_ = hex;
  }

  [[noreturn]] void serve() {
    listen();
    if (options_.full)
      while (true) ::pause();
    epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
    watch(listener_);
    std::vector<epoll_event> events(256);
    while (true) {
      const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
      for (int i = 0; i < count; ++i) {
        const int fd = events[static_cast<std::size_t>(i)].data.fd;
        if (fd == listener_)
          accept();
        else if (!read(fd))
          connections_.erase(fd), ::close(fd);
      }
    }
  }

 private:
  void listen() {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    if (listener_ < 0 || ::bind(listener_, any, size) != 0 || ::listen(listener_, options_.full ? 0 : 1024) != 0 ||
        ::getsockname(listener_, any, &size) != 0)
      die("listen");
    // A queue of 0 takes one connection; the second one stays half open, and so does everybody else's.
    for (int i = 0; options_.full && i < 2; ++i) {
      const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
      if (::connect(fd, any, size) != 0 && errno != EINPROGRESS) die("connect");
    }
    tell("http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)));
  }

  void watch(int fd) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0) die("epoll_ctl");
  }

  void accept() {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    watch(fd);
    connections_[fd].clear();
  }

  // Answers every whole request; false if the connection is over.
  bool read(int fd) {
    char block[16384];
    const ssize_t got = ::recv(fd, block, sizeof block, 0);
    if (got <= 0) return false;
    std::string& input = connections_[fd];
    input.append(block, static_cast<std::size_t>(got));
    while (true) {
      const std::size_t head = input.find("\r\n\r\n");
      if (head == std::string::npos) return true;
      const std::size_t whole = head + 4 + content_length(std::string_view(input).substr(0, head));
      if (input.size() < whole) return true;
      respond(fd, std::string_view(input).substr(head + 4, whole - head - 4));
      input.erase(0, whole);
    }
  }

  static std::size_t content_length(std::string_view head) {
    for (std::size_t at = head.find("\r\n"); at != std::string_view::npos; at = head.find("\r\n", at + 2)) {
      const std::string_view line = head.substr(at + 2);
      if (line.size() > 15 && ::strncasecmp(line.data(), "content-length:", 15) == 0)
        return std::strtoull(line.data() + 15, nullptr, 10);  // ends at the line's end
    }
    return 0;
  }

  void respond(int fd, std::string_view body) {
    if (asks(body, options_.silent)) return tell("silent " + options_.silent);
    std::string text = body.starts_with('[') || !asks(body, "eth_sendRawTransaction") ? slow_answer(body) : kSent;
    text = base::cat("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ", text.size(), "\r\n\r\n", text);
    if (asks(body, options_.half)) {
      text.resize(text.size() - text.size() / 4);  // the whole head, and some of the body
      tell("half " + options_.half);
    }
    static_cast<void>(::send(fd, text.data(), text.size(), MSG_NOSIGNAL));
  }

  static bool asks(std::string_view body, std::string_view method) {
    return !method.empty() && body.find(base::cat("\"method\":\"", method, "\"")) != std::string_view::npos;
  }

  std::string slow_answer(std::string_view body) const {
    const auto request = json::parse(body);
    if (!request) return R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"parse error"}})";
    const json::Array* batch = request->array();
    if (batch == nullptr) return answer(*request);
    std::string text;
    for (const json::Value& one : *batch) text += (text.empty() ? "[" : ",") + answer(one);
    return text + "]";
  }

  std::string answer(const json::Value& request) const {
    const json::Value* id = request.find("id");
    const json::Value* method = request.find("method");
    const std::string head =
        base::cat(R"({"jsonrpc":"2.0","id":)", id != nullptr && id->number() ? id->number()->text : "null");
    const std::string name = method != nullptr && method->string() ? *method->string() : "";
    std::string result;
    if (name == "eth_chainId") result = chain_id_;
    if (name == "eth_getBlockByNumber")
      result = options_.base_fee ? R"({"number":"0x1","baseFeePerGas":"0x3b9aca00"})" : R"({"number":"0x1"})";
    if (name == "eth_getTransactionCount") result = R"("0x0")";
    if (name == "eth_sendRawTransaction") result = base::cat('"', kHash, '"');
    if (result.empty()) return base::cat(head, R"(,"error":{"code":-32601,"message":"method not found: )", name, "\"}}");
    return base::cat(head, R"(,"result":)", result, "}");
  }

  static constexpr const char* kHash = "0x00000000000000000000000000000000000000000000000000000000000000aa";
  // The constant id of rpc/request.h.
  static inline const std::string kSent = base::cat(R"({"jsonrpc":"2.0","id":1,"result":")", kHash, "\"}");

  Options options_;
  std::string chain_id_;
  int listener_ = -1, epoll_ = -1;
  std::map<int, std::string> connections_;  // what was read and is not answered yet
};

}  // namespace

int main(int argc, char** argv) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view option = argv[i];
    const char* value = i + 1 < argc ? argv[i + 1] : "";
    if (option == "--chain-id") options.chain_id = value, ++i;
    else if (option == "--silent") options.silent = value, ++i;
    else if (option == "--half") options.half = value, ++i;
    else if (option == "--no-base-fee") options.base_fee = false;
    else if (option == "--full") options.full = true;
    else return std::fprintf(stderr, "node: %s: unknown option\n", argv[i]), 2;
  }
  Node(options).serve();
}
