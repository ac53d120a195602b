#pragma once
// From types and the arguments that a profile gives for them to a CallTemplate. Every argument is checked
// against its type, with its range, so that nothing is left to go wrong on the hot path. Thread rule: at
// set-up.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eth/abi_type.h"
#include "profile/profile.h"
#include "workload/call_environment.h"
#include "workload/call_template.h"
#include "workload/placeholder.h"

namespace seiload::workload {

// What is wrong with a call, and where: a path within it, "args[1][0]".
struct CallProblem {
  std::string path;
  std::size_t offset = profile::kNoOffset;
  std::string message;
};

// What arguments may name. While a profile is checked, nothing is known of the chain and no account exists
// yet: then anything stands for the addresses.
struct CompileContext {
  const profile::ScenarioConfig& scenario;  // for its distributions
  const CallEnvironment& environment;
  std::span<const eth::Address> accounts = {};
  std::uint64_t account_count = 0;                   // of all pools
  std::span<const std::string_view> contracts = {};  // those that there are
  bool knows_contracts = false;                      // else any name is taken
};

// One word: constant, or from a source.
struct CompiledWord {
  base::Bytes32 constant{};
  std::optional<WordSource> source = {};

  base::Uint256 most() const;  // what no drawn one exceeds
  base::Bytes32 draw(const Operation& operation, std::uint64_t purpose, const Sampler* keys) const;
};

class CallCompiler {
 public:
  explicit CallCompiler(const CompileContext& context) : context_(context) {}

  // The first bytes of the data, then the arguments as the tuple has them. Nothing on a problem.
  std::optional<CallTemplate> call(base::ByteSpan start, const eth::abi::Type& tuple,
                                   std::span<const profile::Argument> arguments, std::size_t offset,
                                   std::string_view path);
  // Hex bytes and placeholders of bytes, one after the other: "0x1234{randomBytes:20}"; `path` is its key.
  std::optional<CallTemplate> data(const profile::Text& text, std::string_view path);
  // A value of one word, such as a call's target or value.
  std::optional<CompiledWord> word(const eth::abi::Type& type, const profile::Text& text,
                                   std::string_view path);

  const CallProblem& problem() const { return problem_; }

 private:
  struct At {  // of an argument
    std::string path;
    std::size_t offset;
  };

  bool sequence(std::span<const eth::abi::Type* const> types, std::span<const profile::Argument> items,
                const std::string& path);
  bool in_head(const eth::abi::Type& type, const profile::Argument& argument, const At& at);
  bool in_tail(const eth::abi::Type& type, const profile::Argument& argument, const At& at);
  bool list(const eth::abi::Type& type, const profile::Argument& argument, const At& at, bool counted);
  bool byte_string(const eth::abi::Type& type, const profile::Argument& argument, const At& at, bool padded);
  bool data_piece(const Piece& piece, const At& at);
  bool mixed_text(const std::vector<Piece>& pieces, const At& at);
  bool one_of_bytes(const eth::abi::Type& type, const Placeholder& pick, const At& at, bool padded);
  bool bytes_placeholder(const eth::abi::Type& type, const Placeholder& placeholder, const At& at,
                         bool padded);
  std::optional<CompiledWord> scalar(const eth::abi::Type& type, const profile::Argument& argument,
                                     const At& at);
  std::optional<CompiledWord> word_placeholder(const eth::abi::Type& type, const Placeholder& placeholder,
                                               const At& at);
  std::optional<WordSource> random_range(const eth::abi::Type& type, const Placeholder& placeholder,
                                         const At& at);
  std::optional<eth::Address> named_address(const Placeholder& placeholder, const At& at);
  bool need_keys(const At& at);
  bool add_drawn(DrawnBytes value, const At& at, bool padded);
  bool add_bytes(base::ByteSpan bytes, const At& at, bool padded);
  bool has_room(std::size_t more, const At& at);
  bool fail(const At& at, std::string message);

  const CompileContext& context_;
  CallTemplate out_;
  std::size_t max_size_ = 0;
  CallProblem problem_;
};

// The types of a constructor, "(address,uint256)"; nothing is "()".
base::Result<eth::abi::Type> parse_constructor_types(std::string_view text);

// A literal of a type of one word: "5", "-1", "0xff", "1 gwei", "true", "0x<address>", "0x<bytesN>".
base::Result<base::Bytes32> parse_word(const eth::abi::Type& type, const profile::Argument& argument);

}  // namespace seiload::workload
