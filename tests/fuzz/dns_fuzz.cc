// Any bytes as a DNS answer, as resolv.conf, as /etc/hosts, and as a name.

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "base/check.h"
#include "base/text.h"
#include "net/dns_message.h"
#include "net/resolver_config.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace seiload;
  if (const auto answer = net::parse_dns_answer({data, size})) {
    CHECK(answer->records.size() <= size);
    for (const net::DnsRecord& record : answer->records)
      CHECK(record.address.has_value() == (record.type != net::DnsType::cname));
    const net::DnsChain chain = net::follow_chain(*answer);
    for (const net::Address& address : chain.addresses)
      CHECK(address.is_v6() == (answer->type == net::DnsType::aaaa));
  }
  const std::string_view text = base::as_text({data, size});
  const auto config = net::parse_resolver_config(text, text);
  CHECK(!config.nameservers.empty() && config.nameservers.size() <= 3);
  if (auto query = net::make_dns_query(7, text, net::DnsType::a)) {
    (*query)[2] |= 0x80;
    const auto echo = net::parse_dns_answer(*query);
    CHECK(echo && echo->id == 7 && echo->name == base::to_lower(text) && echo->records.empty());
  }
  return 0;
}
