#include "tls/pem.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/base64.h"
#include "base/text.h"

namespace seiload::tls {

namespace {

constexpr std::string_view kBegin = "-----BEGIN ", kEnd = "-----END ", kDashes = "-----";

// The next line without its end (LF or CRLF) and blanks at its end, which is taken off the text.
std::string_view take_line(std::string_view& text) {
  const std::size_t length = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, length);
  text.remove_prefix(std::min(length + 1, text.size()));
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) {
    line.remove_suffix(1);
  }
  return line;
}

// The label of a boundary line; empty for any other line.
std::string_view label_of(std::string_view line, std::string_view start) {
  if (!line.starts_with(start) || !line.ends_with(kDashes)) return {};
  if (line.size() <= start.size() + kDashes.size()) return {};
  const std::string_view label = line.substr(start.size(), line.size() - start.size() - kDashes.size());
  const bool good = std::all_of(label.begin(), label.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || base::is_digit(c) || c == ' ';
  });
  return good ? label : std::string_view{};
}

base::Error at(std::size_t line, std::string_view what) {
  return base::invalid_input(base::cat("line ", line, ": ", what));
}

}  // namespace

base::Result<std::vector<PemBlock>> read_pem(std::string_view text) {
  if (text.size() > kMaxPemSize) {
    return base::invalid_input(base::cat("text of ", text.size(), " bytes, at most ", kMaxPemSize));
  }
  std::vector<PemBlock> blocks;
  std::size_t number = 0;
  while (!text.empty()) {
    std::string_view line = take_line(text);
    ++number;
    if (!line.starts_with(kBegin)) {
      if (line.starts_with(kEnd)) return at(number, "END without a BEGIN");
      continue;
    }
    PemBlock block;
    block.label = label_of(line, kBegin);
    block.line = number;
    if (block.label.empty()) return at(number, "not '-----BEGIN LABEL-----'");
    // A buffer that grows leaves copies of a key behind. RSA's longest has less than 5 KiB.
    if (block.label.ends_with("PRIVATE KEY"))
      block.bytes.reserve(std::min<std::size_t>(text.size(), 8 << 10));
    std::size_t odd_line = 0;  // a line after which the base64 has to end
    bool ended = false, in_headers = false;
    while (!text.empty() && !ended) {
      line = take_line(text);
      ++number;
      if (line.starts_with(kDashes)) {
        if (label_of(line, kEnd) != block.label) {
          return at(number, base::cat("not '-----END ", block.label, "-----'"));
        }
        ended = true;
      } else if (block.bytes.empty() && line.find(':') != std::string_view::npos) {
        in_headers = true;
        if (line.starts_with("Proc-Type:") && line.find("ENCRYPTED") != std::string_view::npos) {
          block.encrypted = true;
        }
      } else if (in_headers) {  // they end with an empty line
        in_headers = !line.empty();
      } else if (odd_line != 0 && !line.empty()) {
        return at(odd_line, "not base64: a line in the middle is cut");
      } else if (!line.empty()) {
        auto bytes = base::decode_base64(line);
        if (!bytes) return at(number, "not base64");
        if (line.ends_with('=')) odd_line = number;
        base::append(block.bytes, *bytes);
        base::wipe(bytes->data(), bytes->size());
      }
    }
    if (!ended) return at(block.line, base::cat("no '-----END ", block.label, "-----' follows"));
    if (block.bytes.empty()) return at(block.line, "the block is empty");
    blocks.push_back(std::move(block));
  }
  return blocks;
}

}  // namespace seiload::tls
