#include "rpc/request.h"

#include <algorithm>
#include <charconv>

#include "base/hex.h"

namespace seiload::rpc {
namespace {

void append_number(std::string& out, std::uint64_t value) {
  char digits[20];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
  out.append(digits, end);
}

void append_head(std::string& out, std::uint64_t id, std::string_view method) {
  out += kRequestHead;
  append_number(out, id);
  out += R"(,"method":")";
  out += method;
  out += R"(","params":)";
}

}  // namespace

void append_request(std::string& out, std::uint64_t id, std::string_view method, std::string_view params) {
  append_head(out, id, method);
  out += params;
  out += '}';
}

void append_send_raw_transaction(std::string& out, std::uint64_t id, base::ByteSpan raw) {
  constexpr std::string_view kMethod = R"(,"method":"eth_sendRawTransaction","params":["0x)", kEnd = R"("]})";
  out += kRequestHead;
  append_number(out, id);
  // One step for the rest, and no more: this is the hot path.
  const std::size_t start = out.size();
  out.resize(start + kMethod.size() + 2 * raw.size() + kEnd.size());
  char* at = std::copy(kMethod.begin(), kMethod.end(), out.data() + start);
  at = base::write_hex(at, raw);
  std::copy(kEnd.begin(), kEnd.end(), at);
}

}  // namespace seiload::rpc
