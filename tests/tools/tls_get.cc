// One HTTP request over TLS, for the interoperation tests: tls_get PORT SERVER-NAME [OPTION...].
//   --ca FILE  --pin sha256/BASE64  --insecure  --cert FILE --key FILE
//   --path PATH       "/" unless given
//   --times N         so many connections, one after the other, which share their sessions
//   --requests N      so many requests a connection, one after the other; the last one closes
//   --body SIZE       a POST of so many bytes, else a GET
//   --pieces N        what is received is given to the client N bytes at a time
//   --update-keys     before each request but the first
//   --no-tls12
// Prints what was agreed on, the first line and the number of bytes of each response, and how the connection
// ended.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <string_view>

#include "base/text.h"
#include "sys/entropy.h"
#include "tls/client.h"
#include "tls/identity.h"
#include "tls/session.h"
#include "tls/trust.h"

namespace {

using namespace seiload;

struct Files {
  std::string server_name, ca, pin, certificate, key;
  bool insecure = false, allow_tls12 = true;
};

std::string read_file(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

base::Result<std::shared_ptr<const tls::Config>> make_config(const Files& files) {
  tls::Config config;
  config.server_name = files.server_name;
  config.allow_tls12 = files.allow_tls12;
  config.entropy = sys::fill_random;
  config.sessions = std::make_shared<tls::SessionCache>();
  tls::Trust trust;
  if (!files.ca.empty()) {
    auto from_file = tls::Trust::from_pem(read_file(files.ca), files.ca);
    if (!from_file) return std::move(from_file).error();
    trust = std::move(from_file).value();
  }
  if (!files.pin.empty())
    if (auto added = trust.add_pin(files.pin); !added) return std::move(added).error();
  if (files.insecure) trust.accept_anybody();
  config.trust = std::make_shared<const tls::Trust>(std::move(trust));
  if (!files.certificate.empty()) {
    auto identity = tls::Identity::from_pem(read_file(files.certificate), files.certificate,
                                            read_file(files.key), files.key);
    if (!identity) return std::move(identity).error();
    config.identity = std::make_shared<const tls::Identity>(std::move(identity).value());
  }
  return std::shared_ptr<const tls::Config>(std::make_shared<const tls::Config>(std::move(config)));
}

struct Options {
  std::uint16_t port = 0;
  std::string path = "/";
  int times = 1, requests = 1;
  std::size_t body = 0, piece = 1 << 14;
  bool updates_keys = false;
};

class Connection {
 public:
  Connection(const std::shared_ptr<const tls::Config>& config, const Options& options)
      : client_(config), options_(options), fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(options.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      std::perror("connect");
      std::exit(1);
    }
  }
  ~Connection() { ::close(fd_); }

  bool run();

 private:
  using State = tls::Client::State;
  static base::WallTime now() { return std::chrono::system_clock::now(); }

  bool flush();
  bool read();  // something, or the end
  bool request(bool is_last);
  bool fail() {
    std::cout << "failed: " << client_.failure() << '\n';
    flush();
    return false;
  }

  tls::Client client_;
  const Options& options_;
  int fd_;
  std::string text_;  // received
  bool has_ended_ = false;
};

bool Connection::flush() {
  while (!client_.out().empty()) {
    const std::string_view out = client_.out();
    const ssize_t n = ::send(fd_, out.data(), out.size(), MSG_NOSIGNAL);
    if (n <= 0) return false;
    client_.drop_out(static_cast<std::size_t>(n));
  }
  return true;
}

bool Connection::read() {
  std::uint8_t buffer[1 << 14];
  const ssize_t n = ::recv(fd_, buffer, std::min(sizeof buffer, options_.piece), 0);
  if (n <= 0) {
    client_.end_of_bytes();
    has_ended_ = true;
    return false;
  }
  client_.feed({buffer, static_cast<std::size_t>(n)});
  for (std::string_view bytes; !(bytes = client_.next(now())).empty();) text_ += bytes;
  return true;
}

// Until the head says how long it is, or until the end.
bool Connection::request(bool is_last) {
  std::string text =
      base::cat(options_.body == 0 ? "GET " : "POST ", options_.path,
                " HTTP/1.1\r\nHost: localhost\r\nConnection: ", is_last ? "close" : "keep-alive");
  if (options_.body != 0) text += base::cat("\r\nContent-Length: ", options_.body);
  client_.write(text + "\r\n\r\n" + std::string(options_.body, 'x'));
  flush();
  text_.clear();
  for (;;) {
    const auto head = text_.find("\r\n\r\n");
    if (head != std::string::npos && !is_last) {
      const auto at = base::to_lower(text_.substr(0, head)).find("content-length: ");
      if (at != std::string::npos &&
          text_.size() >= head + 4 + std::strtoull(text_.c_str() + at + 16, nullptr, 10))
        break;
    }
    if (client_.state() != State::open || !read()) break;
    flush();
  }
  if (client_.state() == State::failed && !client_.is_truncated()) return fail();
  const auto head = text_.find("\r\n\r\n");
  std::cout << text_.substr(0, text_.find_first_of("\r\n")) << ", "
            << (head == std::string::npos ? text_.size() : text_.size() - head - 4) << " bytes\n";
  return true;
}

bool Connection::run() {
  client_.start(now());
  flush();
  while (client_.state() == State::handshaking) {
    read();
    flush();
  }
  if (client_.state() == State::failed) return fail();
  const tls::Negotiated& got = client_.negotiated();
  std::cout << tls::version_name(got.version) << ' ' << tls::suite_name(got.suite) << ' '
            << tls::group_name(got.group)
            << (got.resumed ? " resumed" : base::cat(" signature ", got.signature))
            << (got.retried ? " retried" : "") << (got.sent_certificate ? " certificate" : "")
            << (got.protocol.empty() ? "" : " " + got.protocol) << '\n';
  for (int i = 0; i < options_.requests; ++i) {
    if (i > 0 && options_.updates_keys) client_.update_keys();
    if (!request(i + 1 == options_.requests)) return false;
  }
  client_.close_notify();
  flush();
  ::shutdown(fd_, SHUT_WR);
  while (client_.state() == State::open && read()) {
  }
  std::cout << (client_.state() == State::ended ? "close_notify" : client_.failure()) << '\n';
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  Options options;
  Files files;
  options.port = static_cast<std::uint16_t>(std::atoi(argv[1]));
  files.server_name = argv[2];
  for (int i = 3; i < argc; ++i) {
    const std::string_view name = argv[i];
    const auto value = [&] { return i + 1 < argc ? argv[++i] : ""; };
    if (name == "--ca")
      files.ca = value();
    else if (name == "--pin")
      files.pin = value();
    else if (name == "--insecure")
      files.insecure = true;
    else if (name == "--cert")
      files.certificate = value();
    else if (name == "--key")
      files.key = value();
    else if (name == "--no-tls12")
      files.allow_tls12 = false;
    else if (name == "--path")
      options.path = value();
    else if (name == "--times")
      options.times = std::atoi(value());
    else if (name == "--requests")
      options.requests = std::atoi(value());
    else if (name == "--body")
      options.body = std::strtoull(value(), nullptr, 10);
    else if (name == "--pieces")
      options.piece = std::strtoull(value(), nullptr, 10);
    else if (name == "--update-keys")
      options.updates_keys = true;
    else
      return 2;
  }
  const auto config = make_config(files);
  if (!config) {
    std::cout << config.error().message << '\n';
    return 1;
  }
  for (int i = 0; i < options.times; ++i)
    if (!Connection(*config, options).run()) return 1;
}
