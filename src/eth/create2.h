#pragma once
// Addresses that do not depend on who asks, or when: EIP-1014. Pure functions.

#include "base/bytes.h"
#include "eth/address.h"

namespace seiload::eth {

// The contract that `factory` creates from this init code by CREATE2: the end of
// keccak256(0xff || factory || salt || keccak256(init code)).
Address create2_address(const Address& factory, const base::Bytes32& salt, base::ByteSpan init_code);

// The deterministic deployment proxy, 0x4e59b44847b379578588920cA78FbF26c0B4956C: on most chains, at the same
// place, since one transaction of nobody's key creates it there. It is called with the salt and the init
// code, and answers with the address, 20 bytes.
inline constexpr Address kDeploymentProxy{{0x4e, 0x59, 0xb4, 0x48, 0x47, 0xb3, 0x79, 0x57, 0x85, 0x88,
                                           0x92, 0x0c, 0xa7, 0x8f, 0xbf, 0x26, 0xc0, 0xb4, 0x95, 0x6c}};

}  // namespace seiload::eth
