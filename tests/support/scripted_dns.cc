#include "support/scripted_dns.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>

#include "base/check.h"

namespace seiload::test {
namespace {

void append_u16(base::Bytes& out, unsigned value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8));
  out.push_back(static_cast<std::uint8_t>(value));
}

}  // namespace

base::Bytes encode_dns_name(const std::string& name) {
  base::Bytes out;
  for (std::size_t begin = 0; begin < name.size();) {
    const std::size_t end = std::min(name.find('.', begin), name.size());
    out.push_back(static_cast<std::uint8_t>(end - begin));
    base::append(out, base::as_bytes(name).subspan(begin, end - begin));
    begin = end + 1;
  }
  out.push_back(0);
  return out;
}

DnsReply::DnsReply(const DnsQuestion& question, net::DnsCode code) {
  append_u16(bytes, question.id);
  append_u16(bytes, 0x8180U | static_cast<unsigned>(code));
  for (const unsigned count : {1U, 0U, 0U, 0U}) append_u16(bytes, count);
  base::append(bytes, encode_dns_name(question.name));
  append_u16(bytes, static_cast<unsigned>(question.type));
  append_u16(bytes, 1);
}

DnsReply& DnsReply::record(const std::string& name, unsigned type, base::ByteSpan data) {
  ++bytes[7];
  base::append(bytes, encode_dns_name(name));
  append_u16(bytes, type);
  append_u16(bytes, 1);
  append_u16(bytes, 0);
  append_u16(bytes, 60);
  append_u16(bytes, static_cast<unsigned>(data.size()));
  base::append(bytes, data);
  return *this;
}

DnsReply& DnsReply::a(const std::string& name, std::array<std::uint8_t, 4> ip) { return record(name, 1, ip); }

DnsReply& DnsReply::aaaa(const std::string& name, const std::string& ip) {
  const auto address = net::Address::parse_ip(ip, 0);
  CHECK(address && address->is_v6());
  return record(
      name, 28,
      {reinterpret_cast<const std::uint8_t*>(address->raw()) + offsetof(sockaddr_in6, sin6_addr), 16});
}

DnsReply& DnsReply::cname(const std::string& name, const std::string& target) {
  return record(name, 5, encode_dns_name(target));
}

DnsReply& DnsReply::truncated() {
  bytes[2] |= 2;
  return *this;
}

DnsReply& DnsReply::without_question() {
  bytes.resize(12);
  bytes[4] = bytes[5] = 0;
  return *this;
}

ScriptedDns::ScriptedDns(Script script)
    : script_(std::move(script)), address_(net::Address::v4({127, 0, 0, 1}, 0)) {
  for (int tries = 0; tries < 100; ++tries) {  // until a port is free for both
    address_ = address_.with_port(0);
    udp_ = sys::Fd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    tcp_ = sys::Fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    CHECK(::bind(udp_.get(), address_.raw(), address_.raw_size()) == 0);
    sockaddr_in bound{};
    socklen_t size = sizeof bound;
    CHECK(::getsockname(udp_.get(), reinterpret_cast<sockaddr*>(&bound), &size) == 0);
    address_ = address_.with_port(ntohs(bound.sin_port));
    if (::bind(tcp_.get(), address_.raw(), address_.raw_size()) == 0) break;
  }
  CHECK(::listen(tcp_.get(), 16) == 0);
  auto quit = sys::make_pipe();
  CHECK(quit);
  quit_ = std::move(*quit);
  thread_ = std::thread([this] { run(); });
}

ScriptedDns::~ScriptedDns() {
  quit_.write_end.reset();
  thread_.join();
}

void ScriptedDns::run() {
  while (true) {
    pollfd descriptors[] = {
        {quit_.read_end.get(), POLLIN, 0}, {udp_.get(), POLLIN, 0}, {tcp_.get(), POLLIN, 0}};
    ::poll(descriptors, 3, -1);
    if (descriptors[0].revents != 0) return;
    if (descriptors[1].revents != 0) serve_udp();
    if (descriptors[2].revents != 0) serve_tcp();
  }
}

std::vector<base::Bytes> ScriptedDns::ask(base::ByteSpan query, bool tcp) {
  base::Bytes as_answer(query.begin(), query.end());
  as_answer[2] |= 0x80;
  const auto parsed = net::parse_dns_answer(as_answer);
  CHECK(parsed);
  const DnsQuestion question{parsed->name, parsed->type, parsed->id, tcp};
  {
    const std::lock_guard lock(mutex_);
    questions_.push_back((question.is_a() ? "A " : "AAAA ") + question.name + (tcp ? " tcp" : ""));
  }
  return script_(question);
}

void ScriptedDns::serve_udp() {
  std::uint8_t buffer[4096];
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  const ssize_t n =
      ::recvfrom(udp_.get(), buffer, sizeof buffer, 0, reinterpret_cast<sockaddr*>(&peer), &size);
  if (n <= 0) return;
  for (const base::Bytes& reply : ask({buffer, static_cast<std::size_t>(n)}, false))
    (void)::sendto(udp_.get(), reply.data(), reply.size(), 0, reinterpret_cast<const sockaddr*>(&peer), size);
}

void ScriptedDns::serve_tcp() {
  const sys::Fd peer(::accept(tcp_.get(), nullptr, nullptr));
  std::uint8_t buffer[4096];
  if (::recv(peer.get(), buffer, 2, MSG_WAITALL) != 2) return;
  const ssize_t n =
      ::recv(peer.get(), buffer, static_cast<std::size_t>(buffer[0] << 8 | buffer[1]), MSG_WAITALL);
  if (n <= 0) return;
  for (const base::Bytes& reply : ask({buffer, static_cast<std::size_t>(n)}, true)) {
    base::Bytes message;
    append_u16(message, static_cast<unsigned>(reply.size()));
    base::append(message, reply);
    for (const std::uint8_t byte : message)
      (void)::send(peer.get(), &byte, 1, MSG_NOSIGNAL);  // in single bytes
  }
}

std::vector<std::string> ScriptedDns::questions() const {
  const std::lock_guard lock(mutex_);
  auto sorted = questions_;
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

}  // namespace seiload::test
