#pragma once
// WebSocket frames, RFC 6455 section 5: those of a client are masked, those of a server must not be. No
// extensions. The parser takes bytes in any pieces and joins fragments; what it says depends on the bytes
// alone, never on where they were cut. Pure: no socket, no clock, no randomness.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace seiload::net {

enum class WsOpcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

using WsMask = std::array<std::uint8_t, 4>;

// Appends one frame of a client, whose payload is `first` and `rest` together. A control frame's payload is
// at most 125 bytes.
void append_ws_frame(std::string& out, bool fin, WsOpcode opcode, const WsMask& mask, std::string_view first,
                     std::string_view rest = {});

// The same of a server, not masked, never in fragments.
void append_ws_frame(std::string& out, WsOpcode opcode, std::string_view payload);

// The payload of a close frame; without a reason longer than fits.
std::string ws_close_payload(std::uint16_t code, std::string_view reason);

constexpr std::size_t kMaxWsMessage = std::size_t{16} << 20;

class WsParser {
 public:
  enum class Event {
    none,  // all bytes taken; more must come
    text,  // a whole message in data(): well-formed UTF-8
    binary,
    ping,
    pong,
    close,  // close_code() and the reason in data(); nothing is read after it
    failed  // close_code() is what to tell the peer, data() why, for people; nothing is read after it
  };
  static constexpr std::uint16_t kNoCode = 1005;  // section 7.4.1: the close frame had none

  enum class Sender { server, client };  // whose frames are read

  explicit WsParser(std::size_t max_message = kMaxWsMessage, Sender sender = Sender::server)
      : max_message_(max_message), sender_(sender) {}

  void start();  // forgets everything
  // Takes bytes from the front up to the end of the next event, which it returns.
  Event next(std::string_view& bytes);

  std::string_view data() const { return data_; }  // valid until the next call
  std::uint16_t close_code() const { return close_code_; }

 private:
  Event fail(std::uint16_t code, std::string_view why);
  bool read_header(std::string_view& bytes);
  Event on_header();
  Event on_frame_end();
  Event on_close(std::string_view payload);

  std::size_t max_message_;
  Sender sender_;
  std::array<std::uint8_t, 14> header_{};  // with the mask
  std::size_t header_size_ = 0;            // bytes of it that are here
  bool in_payload_ = false;
  std::uint64_t left_ = 0;  // of the frame's payload
  WsMask mask_{};      // of the frame, turned so that its first byte belongs to the next byte of the payload
  WsOpcode opcode_{};  // of the frame
  bool fin_ = false;
  bool in_message_ = false;  // fragments have come, the last one has not
  WsOpcode message_opcode_{};
  std::string message_;        // the fragments so far
  std::string control_;        // the payload of a control frame, which may stand between fragments
  bool message_done_ = false;  // message_ was handed over and goes with the next call
  bool ended_ = false;
  Event end_event_ = Event::none;
  std::string_view data_;
  std::uint16_t close_code_ = 0;
};

}  // namespace seiload::net
