#include "net/websocket_codec.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "base/text.h"
#include "base/utf8.h"

namespace seiload::net {
namespace {

constexpr std::size_t kMaxControl = 125;  // section 5.5

// Appends the text, masked or unmasked, which is the same.
void append_masked(std::string& out, const WsMask& mask, std::size_t offset, std::string_view text) {
  const std::size_t begin = out.size();
  out += text;
  char* const p = out.data() + begin;
  std::uint64_t wide = 0;
  for (std::size_t i = 0; i < 8; ++i) reinterpret_cast<unsigned char*>(&wide)[i] = mask[(offset + i) % 4];
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word;
    std::memcpy(&word, p + i, 8);
    word ^= wide;
    std::memcpy(p + i, &word, 8);
  }
  for (; i < text.size(); ++i) p[i] = static_cast<char>(p[i] ^ mask[(offset + i) % 4]);
}

bool is_control(WsOpcode opcode) { return static_cast<unsigned>(opcode) >= 8; }

bool is_known(unsigned opcode) { return opcode <= 2 || (opcode >= 8 && opcode <= 10); }

// All but the mask. `masked` is 0x80, or 0 where none follows.
void append_header(std::string& out, bool fin, WsOpcode opcode, std::uint64_t size, unsigned masked) {
  CHECK(!is_control(opcode) || size <= kMaxControl);
  char header[10];
  std::size_t n = 0;
  header[n++] = static_cast<char>((fin ? 0x80 : 0) | static_cast<int>(opcode));
  const unsigned length_bytes = size < 126 ? 0 : size < 65536 ? 2 : 8;
  const unsigned length = length_bytes == 0 ? static_cast<unsigned>(size) : length_bytes == 2 ? 126 : 127;
  header[n++] = static_cast<char>(masked | length);
  for (unsigned i = length_bytes; i-- > 0;) header[n++] = static_cast<char>(size >> (8 * i) & 0xff);
  out.append(header, n);
}

// Section 7.4: what may stand in a close frame. 1004 to 1006 and 1015 may not, 1016 and up belongs to nobody
// yet.
bool is_close_code(unsigned code) {
  return (code >= 1000 && code <= 1014 && (code < 1004 || code > 1006)) || (code >= 3000 && code <= 4999);
}

}  // namespace

void append_ws_frame(std::string& out, bool fin, WsOpcode opcode, const WsMask& mask, std::string_view first,
                     std::string_view rest) {
  append_header(out, fin, opcode, first.size() + rest.size(), 0x80);
  for (const std::uint8_t byte : mask) out += static_cast<char>(byte);
  append_masked(out, mask, 0, first);
  append_masked(out, mask, first.size(), rest);
}

void append_ws_frame(std::string& out, WsOpcode opcode, std::string_view payload) {
  append_header(out, true, opcode, payload.size(), 0);
  out += payload;
}

std::string ws_close_payload(std::uint16_t code, std::string_view reason) {
  std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
  if (reason.size() + 2 <= kMaxControl) payload += reason;
  return payload;
}

void WsParser::start() { *this = WsParser(max_message_, sender_); }

WsParser::Event WsParser::fail(std::uint16_t code, std::string_view why) {
  ended_ = true;
  close_code_ = code;
  data_ = why;
  return end_event_ = Event::failed;
}

WsParser::Event WsParser::next(std::string_view& bytes) {
  if (ended_) {
    bytes = {};
    return end_event_;
  }
  if (message_done_) {
    base::clear_buffer(message_);
    message_done_ = false;
  }
  while (!bytes.empty()) {
    if (!in_payload_) {
      if (!read_header(bytes)) return end_event_;
      if (const Event event = on_header(); event != Event::none) return event;
    }
    const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
    std::string& payload = is_control(opcode_) ? control_ : message_;
    if (sender_ == Sender::server) {
      payload += bytes.substr(0, taken);
    } else {
      append_masked(payload, mask_, 0, bytes.substr(0, taken));
      std::rotate(mask_.begin(), mask_.begin() + taken % mask_.size(), mask_.end());
    }
    bytes.remove_prefix(taken);
    left_ -= taken;
    if (left_ > 0) return Event::none;
    in_payload_ = false;
    header_size_ = 0;
    if (const Event event = on_frame_end(); event != Event::none) return event;
  }
  return Event::none;
}

// True once the header is whole; the bytes that decide about it are judged as they come.
bool WsParser::read_header(std::string_view& bytes) {
  while (!bytes.empty()) {
    header_[header_size_++] = static_cast<std::uint8_t>(bytes.front());
    bytes.remove_prefix(1);
    if (header_size_ == 1) {
      if ((header_[0] & 0x70) != 0) return fail(1002, "a frame has a reserved bit set"), false;
      if (!is_known(header_[0] & 15)) return fail(1002, "a frame has an unknown opcode"), false;
      continue;
    }
    const bool masked = (header_[1] & 0x80) != 0;
    if (header_size_ == 2 && masked != (sender_ == Sender::client))
      return fail(1002, masked ? "a frame is masked" : "a frame is not masked"), false;
    const unsigned length = header_[1] & 0x7f;
    if (header_size_ == (length < 126 ? 2u : length == 126 ? 4u : 10u) + (masked ? 4u : 0u)) return true;
  }
  return false;
}

WsParser::Event WsParser::on_header() {
  fin_ = (header_[0] & 0x80) != 0;
  opcode_ = static_cast<WsOpcode>(header_[0] & 15);
  left_ = header_[1] & 0x7f;
  const std::size_t length_end = header_size_ - (sender_ == Sender::client ? mask_.size() : 0);
  std::copy(header_.begin() + length_end, header_.begin() + header_size_, mask_.begin());
  if (left_ >= 126) {
    const bool wide = left_ == 127;
    left_ = 0;
    for (std::size_t i = 2; i < length_end; ++i) left_ = left_ << 8 | header_[i];
    if (left_ >> 63 != 0) return fail(1002, "a frame's length has its top bit set");
    if (left_ < (wide ? 65536u : 126u)) return fail(1002, "a frame's length is not in its shortest form");
  }
  if (is_control(opcode_)) {
    if (!fin_) return fail(1002, "a control frame is in fragments");
    if (left_ > kMaxControl) return fail(1002, "a control frame is longer than 125 bytes");
    control_.clear();
  } else {
    if (opcode_ == WsOpcode::continuation && !in_message_)
      return fail(1002, "a fragment continues no message");
    if (opcode_ != WsOpcode::continuation && in_message_)
      return fail(1002, "a message begins inside another");
    if (left_ > max_message_ - message_.size()) return fail(1009, "a message is too large");
    if (!in_message_) message_opcode_ = opcode_;
    in_message_ = true;
  }
  in_payload_ = true;
  return Event::none;
}

WsParser::Event WsParser::on_frame_end() {
  switch (opcode_) {
    case WsOpcode::ping:
      data_ = control_;
      return Event::ping;
    case WsOpcode::pong:
      data_ = control_;
      return Event::pong;
    case WsOpcode::close:
      return on_close(control_);
    default:
      break;
  }
  if (!fin_) return Event::none;
  in_message_ = false;
  if (message_opcode_ == WsOpcode::text && !base::is_utf8(message_)) return fail(1007, "a text is not UTF-8");
  message_done_ = true;
  data_ = message_;
  return message_opcode_ == WsOpcode::text ? Event::text : Event::binary;
}

WsParser::Event WsParser::on_close(std::string_view payload) {
  if (payload.size() == 1) return fail(1002, "a close frame has half a code");
  unsigned code = kNoCode;
  if (payload.size() >= 2) {
    code = static_cast<unsigned>(static_cast<std::uint8_t>(payload[0])) << 8 |
           static_cast<std::uint8_t>(payload[1]);
    if (!is_close_code(code)) return fail(1002, "a close frame has a code that may not be sent");
    payload.remove_prefix(2);
    if (!base::is_utf8(payload)) return fail(1007, "a close frame's reason is not UTF-8");
  }
  ended_ = true;
  close_code_ = static_cast<std::uint16_t>(code);
  data_ = payload;
  return end_event_ = Event::close;
}

}  // namespace seiload::net
