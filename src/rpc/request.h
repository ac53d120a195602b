#pragma once
// JSON-RPC 2.0 requests as text. Over HTTP an answer belongs to a request by its place on the connection, so
// the id only confirms it and a constant serves. Where requests share a connection it puts an id of its own
// in the constant's place, which is the same in every request.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace seiload::rpc {

inline constexpr std::uint64_t kConstantId = 1;
inline constexpr std::string_view kRequestHead =
    R"({"jsonrpc":"2.0","id":)";  // every request's, up to the id
inline constexpr std::string_view kRequestStart = R"({"jsonrpc":"2.0","id":1)";  // up to kConstantId

// Appends {"jsonrpc":"2.0","id":ID,"method":"METHOD","params":PARAMS}; params is a JSON array as text.
void append_request(std::string& out, std::uint64_t id, std::string_view method, std::string_view params);

// Makes `out` the request for eth_sendRawTransaction with one raw transaction and kConstantId, whatever it
// was before; no allocation where it has the room.
void write_send_raw_transaction(std::string& out, base::ByteSpan raw);

}  // namespace seiload::rpc
