#pragma once
// A DNS server on a free port of 127.0.0.1, UDP and TCP, that answers what a script says.

#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/bytes.h"
#include "net/address.h"
#include "net/dns_message.h"
#include "sys/fd.h"

namespace seiload::test {

struct DnsQuestion {
  std::string name;  // lower case
  net::DnsType type = net::DnsType::a;
  std::uint16_t id = 0;
  bool tcp = false;

  bool is_a() const { return type == net::DnsType::a; }
};

// Builds an answer: DnsReply(question).cname("a.test", "b.test").a("b.test", {10, 0, 0, 1}).bytes
struct DnsReply {
  explicit DnsReply(const DnsQuestion& question, net::DnsCode code = net::DnsCode::no_error);

  DnsReply& a(const std::string& name, std::array<std::uint8_t, 4> ip);
  DnsReply& aaaa(const std::string& name, const std::string& ip);
  DnsReply& cname(const std::string& name, const std::string& target);
  DnsReply& record(const std::string& name, unsigned type, base::ByteSpan data);
  DnsReply& truncated();
  DnsReply& without_question();  // of one that has no record

  base::Bytes bytes;
};
base::Bytes encode_dns_name(const std::string& name);

class ScriptedDns {
 public:
  // The messages to send for a question, none to be silent.
  using Script = std::function<std::vector<base::Bytes>(const DnsQuestion&)>;

  explicit ScriptedDns(Script script);
  ~ScriptedDns();

  net::Address address() const { return address_; }
  // What was asked so far, sorted, since A and AAAA race: "A node.test", "AAAA node.test tcp".
  std::vector<std::string> questions() const;

 private:
  void run();
  void serve_udp();
  void serve_tcp();
  std::vector<base::Bytes> ask(base::ByteSpan query, bool tcp);

  const Script script_;
  net::Address address_;
  sys::Fd udp_, tcp_;
  sys::Pipe quit_;
  mutable std::mutex mutex_;
  std::vector<std::string> questions_;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace seiload::test
