#pragma once
// What a reverted call returned, for people: Error(string) and Panic(uint256) of Solidity ("Contract ABI
// Specification", Errors; "Control Structures", Panic), and the custom errors of a contract whose signatures
// are known. The bytes come from the network: no length or offset in them is trusted, and the text is at most
// kMaxRevertText bytes and a little, whatever they say. Pure functions; any thread.

#include <optional>
#include <span>
#include <string>

#include "base/bytes.h"
#include "eth/abi_type.h"

namespace seiload::eth {

inline constexpr std::size_t kMaxRevertText = 300;

// "'insufficient balance'", "panic 0x11 (arithmetic overflow)", "InsufficientBalance(5, 0x00...)", "custom
// error 0x12345678 with 64 bytes", "no reason given" of no bytes.
std::string describe_revert(base::ByteSpan data, std::span<const abi::Signature> errors = {});

namespace abi {

// The values of a tuple as text, "(5, [true, false], 'a')". Nothing if the bytes are not of that type; cut
// with "..." once it has `most` bytes.
std::optional<std::string> show_values(const Type& tuple, base::ByteSpan data, std::size_t most);

}  // namespace abi

}  // namespace seiload::eth
