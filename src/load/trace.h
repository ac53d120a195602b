#pragma once
// The trace of a transaction's request: W3C Trace Context's traceparent header (w3.org/TR/trace-context-1,
// section 3.2).
//
// Ids follow from the run's two random numbers and the arrival's, so that nothing needs to be kept of them.

#include <array>
#include <cstdint>
#include <string_view>

#include "measure/trace.h"

namespace seiload::load {

class TraceIds {
 public:
  // "traceparent: 00-" trace id "-" parent id "-01" CRLF; flag 01: sampled.
  static constexpr std::size_t kHeaderSize = 70;
  using Header = std::array<char, kHeaderSize>;

  TraceIds(std::uint64_t random, std::uint64_t another) : keys_{random, another} {}

  measure::TraceId of(std::uint64_t arrival) const;
  // Writes the header line and returns it; valid as long as `out`.
  std::string_view write_header(std::uint64_t arrival, Header& out) const;

 private:
  std::array<std::uint64_t, 2> keys_;
};

}  // namespace seiload::load
