// What a load generator needs to see of an Ethereum node, for shell tests and measurements: a server on a
// free port of 127.0.0.1 that answers the questions of the start, and every eth_sendRawTransaction with the
// same hash. It looks at no transaction and reads what seiload writes by its form, so that it costs little.
// Prints its URL, then a line for every fault it commits; ends by a signal, or when the process that started
// it does.
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
#include <sys/resource.h>
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
    if (listener_ < 0 || ::bind(listener_, any, size) != 0 ||
        ::listen(listener_, options_.full ? 0 : 1024) != 0 || ::getsockname(listener_, any, &size) != 0)
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
    const ssize_t got = ::recv(fd, block_.data(), block_.size(), 0);
    if (got <= 0) return false;
    std::string& input = connections_[fd];
    input.append(block_.data(), static_cast<std::size_t>(got));
    output_.clear();
    std::size_t done = 0;
    while (true) {
      const std::string_view rest = std::string_view(input).substr(done);
      const std::size_t head = rest.find("\r\n\r\n");
      if (head == std::string_view::npos) break;
      const std::size_t whole = head + 4 + content_length(rest.substr(0, head));
      if (rest.size() < whole) break;
      respond(rest.substr(head + 4, whole - head - 4));
      done += whole;
    }
    input.erase(0, done);
    for (std::string_view left = output_; !left.empty();) {  // the peer reads at once, or this waits
      const ssize_t sent = ::send(fd, left.data(), left.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      left.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  static std::size_t content_length(std::string_view head) {
    for (std::size_t at = head.find("\r\n"); at != std::string_view::npos; at = head.find("\r\n", at + 2)) {
      const std::string_view line = head.substr(at + 2);
      if (line.size() > 15 && ::strncasecmp(line.data(), "content-length:", 15) == 0)
        return std::strtoull(line.data() + 15, nullptr, 10);  // ends at the line's end
    }
    return 0;
  }

  void respond(std::string_view body) {
    if (asks(body, options_.silent)) return tell("silent " + options_.silent);
    const std::size_t begin = output_.size();
    // The length is put in once it is known: it has room for all.
    constexpr std::string_view kHead =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ";
    output_ += kHead;
    output_ += "          \r\n\r\n";
    const std::size_t text = output_.size();
    if (!append_usual(body)) {
      output_.resize(text);
      output_ += slow_answer(body);
    }
    const std::size_t size = output_.size() - text;
    std::snprintf(output_.data() + begin + kHead.size(), 11, "%10zu", size);
    output_[begin + kHead.size() + 10] = '\r';  // was the end of that text
    if (asks(body, options_.half)) {
      output_.resize(output_.size() - size / 2);  // the whole head, and some of the body
      tell("half " + options_.half);
    }
  }

  // The answers to requests as seiload writes them, one or a batch, of the two methods that come by the
  // million; false if there is anything else.
  bool append_usual(std::string_view body) {
    constexpr std::string_view kStart = R"({"jsonrpc":"2.0","id":)", kMethod = R"(,"method":")";
    constexpr std::string_view kSend = R"(eth_sendRawTransaction")", kCount = R"(eth_getTransactionCount")";
    const bool is_batch = body.starts_with('[');
    for (std::size_t at = is_batch ? 1 : 0; at < body.size(); ++at) {
      std::string_view rest = body.substr(at);
      if (!rest.starts_with(kStart)) return false;
      rest.remove_prefix(kStart.size());
      const std::string_view id = rest.substr(0, rest.find(','));
      rest.remove_prefix(id.size());
      if (!rest.starts_with(kMethod)) return false;
      rest.remove_prefix(kMethod.size());
      const bool is_send = rest.starts_with(kSend);
      if (!is_send && !rest.starts_with(kCount)) return false;
      const std::size_t end = rest.find('}');
      if (end == std::string_view::npos) return false;
      output_ += at == 0 ? "" : at == 1 ? "[" : ",";
      output_ += kStart;
      output_ += id;
      output_ += R"(,"result":")";
      output_ += is_send ? kHash : "0x0";
      output_ += R"("})";
      at = static_cast<std::size_t>(rest.data() - body.data()) + end + 1;
      if (!is_batch) return at == body.size();
      if (at == body.size()) return false;
      if (body[at] == ']') {
        output_ += ']';
        return true;
      }
      if (body[at] != ',') return false;
    }
    return false;
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
    if (result.empty())
      return base::cat(head, R"(,"error":{"code":-32601,"message":"method not found: )", name, "\"}}");
    return base::cat(head, R"(,"result":)", result, "}");
  }

  static constexpr const char* kHash = "0x00000000000000000000000000000000000000000000000000000000000000aa";
  Options options_;
  std::string chain_id_;
  int listener_ = -1, epoll_ = -1;
  std::vector<char> block_ = std::vector<char>(1 << 18);
  std::string output_;
  std::map<int, std::string> connections_;  // what was read and is not answered yet
};

}  // namespace

int main(int argc, char** argv) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view option = argv[i];
    const char* value = i + 1 < argc ? argv[i + 1] : "";
    if (option == "--chain-id")
      options.chain_id = value, ++i;
    else if (option == "--silent")
      options.silent = value, ++i;
    else if (option == "--half")
      options.half = value, ++i;
    else if (option == "--no-base-fee")
      options.base_fee = false;
    else if (option == "--full")
      options.full = true;
    else
      return std::fprintf(stderr, "node: %s: unknown option\n", argv[i]), 2;
  }
  Node(options).serve();
}
