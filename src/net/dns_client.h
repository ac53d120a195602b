#pragma once
// Asks the name servers of /etc/resolv.conf for the addresses of one name: A and AAAA together, over UDP, and
// over TCP where an answer does not fit (RFC 1035, 7766); each server in turn, as often as the configuration
// says. Follows aliases whose target's records came not with them. Blocks its thread; wakes immediately for
// the stop. Thread rule: one owner.

#include <array>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "net/address.h"
#include "net/dns_message.h"
#include "net/resolver_config.h"
#include "sys/clock.h"

namespace seiload::net {

// What one name's asking came to.
struct DnsLookup {
  enum class Kind { found, alias, no_address, no_name, failed, timed_out };  // alias: not from look_up()
  Kind kind = Kind::failed;
  std::vector<Address> addresses;
  std::string alias;    // the name to ask next
  std::string problem;  // "10.0.0.2: SERVFAIL", or the server that answered
  base::Code code = base::Code::remote;
};

class DnsClient {
 public:
  // There is at least one name server. All outlive it.
  DnsClient(const ResolverConfig& config, const sys::Clock& clock, sys::TimePoint deadline,
            const sys::Event& stop);

  // An Error only for the stop.
  base::Result<DnsLookup> look_up(const std::string& name);

 private:
  struct Question;

  base::Result<DnsLookup> ask_all(const std::string& name);
  base::Result<DnsLookup> ask(const Address& server, const std::string& name);
  sys::TimePoint next_deadline() const;
  static bool make_query(const std::string& name, Question& question);
  static void send_query(const Address& server, Question& question);
  base::Status await_answers(std::array<Question, 2>& questions, const std::string& name);
  static bool matches(const DnsAnswer& answer, const Question& question, const std::string& name);
  static void receive(Question& question, const std::string& name);
  base::Status ask_over_tcp(const Address& server, const std::string& name, Question& question);
  base::Status send_all(int fd, base::ByteSpan bytes, sys::TimePoint until);
  base::Status receive_all(int fd, std::span<std::uint8_t> bytes, sys::TimePoint until);
  static DnsLookup judge(const Address& server, const std::string& name, std::array<Question, 2>& questions);

  const ResolverConfig& config_;
  const sys::Clock& clock_;
  const sys::TimePoint deadline_;
  const sys::Event& stop_;
  std::size_t first_server_ = 0;
};

}  // namespace seiload::net
