#include "load/trace.h"

#include <algorithm>

#include "base/hex.h"
#include "base/random.h"

namespace seiload::load {
namespace {

enum Purpose : std::uint64_t { kHigh, kLow, kParent };

char* write(char* out, std::string_view text) { return std::copy(text.begin(), text.end(), out); }

}  // namespace

measure::TraceId TraceIds::of(std::uint64_t arrival) const {
  // A zero id would be invalid; the low half is never zero.
  return {base::Random(keys_[0], kHigh, arrival).next(), base::Random(keys_[1], kLow, arrival).next() | 1};
}

std::string_view TraceIds::write_header(std::uint64_t arrival, Header& out) const {
  const measure::TraceId id = of(arrival);
  char* end = write(out.data(), "traceparent: 00-");
  end = base::write_hex_u64(base::write_hex_u64(end, id.high), id.low);
  end = write(end, "-");
  end = base::write_hex_u64(end, base::Random(keys_[0], kParent, arrival).next() | 1);
  end = write(end, "-01\r\n");
  return {out.data(), end};
}

}  // namespace seiload::load
