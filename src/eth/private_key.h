#pragma once
// Private keys as people write them: 64 hex digits of either case, with or without 0x, white space around
// them. Errors quote nothing of what was read.

#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "eth/address.h"

namespace seiload::eth {

// "expected a private key, 64 hex digits", or "the private key is out of range: 0, or not below the order of
// secp256k1".
base::Result<base::Bytes32> parse_private_key(std::string_view text);

// One a line; what follows a # is a comment, lines without a key are skipped. Errors begin with "line 7: ". A
// key given twice is one: its account would have two senders.
base::Result<std::vector<base::Bytes32>> parse_private_keys(std::string_view text);

// The address of a key that is not to be thrown away: constant time.
Address address_of_secret(const base::Bytes32& key);

}  // namespace seiload::eth
