#pragma once
// Reads HTTP/1.x responses, RFC 9112, from bytes that arrive in any pieces: the result depends on the bytes
// alone, never on where they were cut. Knows no socket and no clock. Its buffers are reused from one response
// to the next (of a body larger than base::kKeptCapacity the memory is given back), and so is what was read
// of a head that comes again byte for byte: but for the date, a server's answers begin alike.
//
// Stricter than RFC 9112 asks for: Content-Length together with Transfer-Encoding is refused. As
// lenient as it allows: a line may end in LF alone (not in the chunk framing), a folded header value is
// unfolded.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace seiload::net {

struct HttpHeader {
  std::string_view name, value;
};

class HttpResponseParser {
 public:
  struct Limits {
    std::size_t head =
        64 << 10;  // bytes of status line, headers and trailers together; also of a chunk's size line
    std::size_t headers = 256;     // headers and trailers together
    std::size_t body = 256 << 20;  // bytes, decoded
  };
  enum class State {
    head,      // no end of the headers yet
    body,      // status, headers and framing are known; body() is what has come so far
    complete,  // feed() takes nothing more until start()
    failed     // fault() and fault_text() say why
  };
  enum class Framing { none, length, chunked, close };  // how the body ends
  enum class Fault {
    none,
    malformed,
    too_large,  // against the limits
    truncated   // finish() in the middle
  };

  explicit HttpResponseParser(const Limits& limits) : limits_(limits) { start(); }

  // Forgets everything and expects the next response, to a HEAD request if so said.
  void start(bool answers_head = false);
  // Takes bytes up to the end of this response and returns how many it took. An interim response (1xx) is a
  // response of its own: start() again for the next.
  std::size_t feed(std::string_view bytes);
  // The connection has ended: completes a body framed by that, fails if the response is cut short.
  void finish();

  State state() const;
  Fault fault() const { return fault_; }
  const std::string& fault_text() const { return fault_text_; }  // "Content-Length '+5' is not a number"

  // From State::body on; views are valid until the next start().
  int minor_version() const { return minor_version_; }  // HTTP/1.x
  int status() const { return status_; }
  std::string_view reason() const { return {head_.data() + reason_.begin, reason_.size}; }
  Framing framing() const { return framing_; }
  bool keep_alive() const { return keep_alive_; }  // whether the connection may carry another response
  std::string_view body() const { return body_; }
  std::size_t header_count() const { return trailers_begin_.value_or(fields_.size()); }
  HttpHeader header(std::size_t i) const { return field(i); }
  std::string_view location() const;  // where a redirect (3xx) leads; empty: it does not say
  std::size_t trailer_count() const { return fields_.size() - header_count(); }
  HttpHeader trailer(std::size_t i) const { return field(header_count() + i); }

 private:
  enum class Phase {
    status_line,
    header,
    body,
    chunk_size,
    chunk_data,
    chunk_end,
    trailer,
    complete,
    failed
  };
  struct Slice {
    std::size_t begin = 0, size = 0;  // of head_
  };
  struct Field {
    Slice name, value;
  };

  HttpHeader field(std::size_t i) const;
  void fail_as_no_http(char first);
  void feed_line(std::string_view& bytes);
  void feed_body(std::string_view& bytes);
  void on_line(std::string_view line, bool ends_in_crlf);
  void on_status_line(std::string_view line);
  void on_field_line(std::string_view line);
  void on_folded_line(std::string_view line);
  void on_head_end();
  void take_same_head(std::string_view& bytes);
  void forget_head();
  void begin_body();
  void on_chunk_size(std::string_view line, bool ends_in_crlf);
  void expect_body(std::uint64_t bytes, Phase phase);
  void fail(Fault fault, std::string text);

  const Limits limits_;
  Phase phase_;
  bool answers_head_ = false;
  std::string head_;           // lines so far, the last one perhaps incomplete; never more than limits_.head
  std::size_t head_end_ = 0;   // of the last head read, which stands in head_ as it came; 0: none
  bool folded_;                // some value was: head_ is not what came
  std::size_t line_begin_;     // of the line being read, in head_
  std::vector<Field> fields_;  // headers, then trailers
  std::optional<std::size_t> trailers_begin_;
  std::string body_;
  std::uint64_t length_;   // of the body, where framing_ says so
  std::uint64_t left_;     // of the body or the chunk
  std::size_t end_match_;  // bytes seen of the CRLF after a chunk
  int minor_version_, status_;
  Slice reason_;
  Framing framing_;
  bool keep_alive_;
  Fault fault_;
  std::string fault_text_;
};

}  // namespace seiload::net
