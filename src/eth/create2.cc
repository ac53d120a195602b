#include "eth/create2.h"

#include <algorithm>

#include "crypto/keccak.h"

namespace seiload::eth {

Address create2_address(const Address& factory, const base::Bytes32& salt, base::ByteSpan init_code) {
  base::Bytes message{0xff};
  base::append(message, factory.bytes);
  base::append(message, salt);
  base::append(message, crypto::keccak256(init_code));
  const base::Bytes32 hash = crypto::keccak256(message);
  Address address;
  std::copy(hash.end() - 20, hash.end(), address.bytes.begin());
  return address;
}

}  // namespace seiload::eth
