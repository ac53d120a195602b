#pragma once
// Types and function signatures of Solidity's ABI as text ("Contract ABI Specification", Types), such as
// swap(uint256,(address,bytes)[2][]). Strict: types alone, no spaces and no parameters' names. uint and int
// are taken for uint256 and int256. Bounded: text, nesting and the words of a value of fixed size, so that
// what is built from a type stays small. Pure functions; any thread.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "eth/abi.h"

namespace seiload::eth::abi {

inline constexpr std::size_t kMaxTypeText = 4096;   // characters
inline constexpr std::size_t kMaxTypeDepth = 16;    // arrays and tuples within each other
inline constexpr std::size_t kMaxTypeWords = 4096;  // of 32 bytes: of a type's head

struct Type {
  enum class Kind : std::uint8_t {
    unsigned_number,  // uintN
    signed_number,    // intN
    address,
    boolean,
    fixed_bytes,  // bytesN
    bytes,
    string,
    array,        // T[]
    fixed_array,  // T[k]
    tuple,        // (T,U,...)
  };
  Kind kind = Kind::tuple;
  std::uint32_t size = 0;   // bits of a number, bytes of bytesN, k of T[k]
  std::vector<Type> parts;  // the one T of an array; of a tuple, all

  bool is_dynamic() const;        // its value is in the tail, and its offset in the head
  std::size_t head_size() const;  // bytes that a value takes in the head
  std::string text() const;       // canonical: "(address,bytes)[2][]"

  friend bool operator==(const Type&, const Type&) = default;
};

struct Signature {
  std::string name;
  Type parameters;  // a tuple

  std::string text() const { return name + parameters.text(); }
  Selector selector() const { return abi::selector(text()); }
};

// The errors quote the text and say which character, from 1, is wrong: "'f(adress)': unknown type 'adress' at
// character 3; did you mean 'address'?"
base::Result<Type> parse_type(std::string_view text);
base::Result<Signature> parse_signature(std::string_view text);

// Whether it can be a function's name.
bool is_identifier(std::string_view text);

}  // namespace seiload::eth::abi
