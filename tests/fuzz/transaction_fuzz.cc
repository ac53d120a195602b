// RLP and transactions: whatever decodes must encode to the same bytes.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/check.h"
#include "eth/gas.h"
#include "eth/rlp.h"
#include "eth/transaction.h"

namespace {

using namespace seiload;

// Encodes what the reader sees; true unless something inside is refused.
bool copy(eth::rlp::Writer& writer, base::ByteSpan items, int depth) {
  std::vector<eth::rlp::Item> list;
  for (eth::rlp::Reader reader(items); !reader.done();) {
    const auto item = reader.next();
    if (!item) return false;
    list.push_back(*item);
  }
  for (auto item = list.rbegin(); item != list.rend(); ++item) {
    if (!item->is_list) {
      writer.add(item->payload);
      continue;
    }
    const std::size_t end = writer.size();
    if (depth == 0 || !copy(writer, item->payload, depth - 1)) return false;
    writer.close_list(end);
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::ByteSpan input(data, size);
  base::Bytes buffer(size);
  if (eth::rlp::validate(input, 32)) {
    eth::rlp::Writer writer(buffer);
    CHECK(copy(writer, input, 32));
    CHECK(std::equal(input.begin(), input.end(), writer.written().begin(), writer.written().end()));
  }
  const auto decoded = eth::decode_transaction(input);
  if (!decoded) return 0;
  CHECK(eth::encode_signed(decoded->tx, decoded->signature) == base::Bytes(data, data + size));
  CHECK(eth::encoded_size_bound(decoded->tx) >= size);
  eth::find_violation(decoded->tx);
  return 0;
}
