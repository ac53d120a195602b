#include "rpc/request.h"

#include <algorithm>
#include <charconv>

#include "base/hex.h"

namespace seiload::rpc {

void append_request(std::string& out, std::uint64_t id, std::string_view method, std::string_view params) {
  char digits[20];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, id);
  out += kRequestHead;
  out.append(digits, end);
  out += R"(,"method":")";
  out += method;
  out += R"(","params":)";
  out += params;
  out += '}';
}

void write_send_raw_transaction(std::string& out, base::ByteSpan raw) {
  constexpr std::string_view kStart =
                                 R"({"jsonrpc":"2.0","id":1,"method":"eth_sendRawTransaction","params":["0x)",
                             kEnd = R"("]})";
  static_assert(kStart.starts_with(kRequestStart));
  // What stood there is written over: emptied first, all of it would be filled with zeros before.
  out.resize(kStart.size() + 2 * raw.size() + kEnd.size());
  char* at = std::copy(kStart.begin(), kStart.end(), out.data());
  at = base::write_hex(at, raw);
  std::copy(kEnd.begin(), kEnd.end(), at);
}

}  // namespace seiload::rpc
