#pragma once
// DNS messages, RFC 1035 section 4: the query for one name, and what is needed of an answer. Pure; every
// input ends in an answer or in nothing.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "net/address.h"

namespace seiload::net {

enum class DnsType : std::uint16_t { a = 1, cname = 5, aaaa = 28 };
enum class DnsCode : std::uint8_t {
  no_error = 0,
  format_error = 1,
  server_failure = 2,
  no_such_name = 3,
  not_implemented = 4,
  refused = 5
};
std::string to_text(DnsCode code);  // "SERVFAIL", "RCODE 11"

// One of the answer section, of class IN and one of the types above; others are skipped.
struct DnsRecord {
  std::string name;
  DnsType type = DnsType::a;
  std::string target;              // of a CNAME
  std::optional<Address> address;  // of an A or AAAA, with port 0
};

// Names are lower case, without the last dot; bytes that no host name has are written \DDD.
struct DnsAnswer {
  std::uint16_t id = 0;
  DnsCode code = DnsCode::no_error;
  bool truncated = false;  // then `records` are those that came whole, for want of the answer over TCP
  std::string name;        // the question; empty where a server that failed left it out
  DnsType type = DnsType::a;
  std::vector<DnsRecord> records;
};

// Nothing if the text cannot be a name: a label empty or above 63 bytes, 253 in all, letters other than A-Z
// a-z 0-9 - _
std::optional<base::Bytes> make_dns_query(std::uint16_t id, std::string_view name, DnsType type);

// Nothing for what is malformed or no answer to one question of class IN. An error may come without the
// question, as from a server that could not read it (RFC 1035 4.1.1, FORMERR); but whether a name exists is
// said of a name.
std::optional<DnsAnswer> parse_dns_answer(base::ByteSpan message);

// Follows the CNAMEs among the records from the question's name.
struct DnsChain {
  std::string end;  // the name it ends at: the question's own, or one to ask about if there is no address
  std::vector<Address> addresses;  // of that name, with port 0
};
DnsChain follow_chain(const DnsAnswer& answer);

}  // namespace seiload::net
