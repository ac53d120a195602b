#include "profile/artifact.h"

#include "base/hex.h"
#include "base/text.h"
#include "eth/abi_type.h"
#include "json/value.h"

namespace seiload::profile {
namespace {

using base::cat;
using base::quote;
using json::Value;

const std::string* text_at(const Value* value, std::initializer_list<std::string_view> path) {
  for (const std::string_view key : path) value = value != nullptr ? value->find(key) : nullptr;
  return value != nullptr ? value->string() : nullptr;
}

// The code, and what knows its libraries.
struct Found {
  const std::string* code = nullptr;
  const Value* links = nullptr;
};

Found find_code(const Value& root) {
  const Value* const evm = root.find("evm");
  const Value* const of_solc = evm != nullptr ? evm->find("bytecode") : nullptr;
  const Value* const bytecode = root.find("bytecode");
  if (const std::string* code = text_at(&root, {"bytecode", "object"}))
    return {code, bytecode->find("linkReferences")};
  if (const std::string* code = text_at(&root, {"bytecode"})) return {code, root.find("linkReferences")};
  if (const std::string* code = text_at(of_solc, {"object"})) return {code, of_solc->find("linkReferences")};
  return {};
}

// "Math (src/Math.sol), Sort (src/Sort.sol)"
std::string libraries(const Value* links) {
  std::string names;
  if (links == nullptr || links->object() == nullptr) return names;
  for (const json::Member& file : *links->object()) {
    if (file.value.object() == nullptr) continue;
    for (const json::Member& library : *file.value.object()) {
      if (names.size() > 300) return names + ", ...";
      names += cat(names.empty() ? "" : ", ", library.key, " (", file.key, ')');
    }
  }
  return names;
}

// Of code with a hole such as __$0123...$__ or __src/Math.sol:Math______, of 40 characters.
base::Error unlinked(std::string_view code, const Value* links) {
  std::string names = libraries(links);
  if (names.empty()) names = quote(code.substr(code.find("__"), 40));
  return base::invalid_input(cat("libraries are not linked: ", names, "; deploy and link them first"));
}

base::Result<base::Bytes> decode_code(std::string_view text, const Value* links) {
  std::string_view digits = base::trim(text);
  if (digits.starts_with("0x")) digits.remove_prefix(2);
  if (digits.empty()) return base::invalid_input("no code in it: an interface or an abstract contract?");
  if (digits.find("__") != std::string_view::npos) return unlinked(digits, links);
  if (auto code = base::decode_hex_digits(digits)) return *std::move(code);
  return base::invalid_input(cat("expected code as hex digits, got ", quote(digits)));
}

// "(address,uint256)[]" of an entry of `inputs`. Nesting is bounded by the JSON reader's.
base::Result<std::string> type_text(const Value& input);

base::Result<std::string> types_text(const Value* inputs) {
  std::string out = "(";
  if (inputs == nullptr || inputs->array() == nullptr) return base::invalid_input("no inputs");
  for (const Value& input : *inputs->array()) {
    auto type = type_text(input);
    if (!type) return type;
    out += cat(out.size() > 1 ? "," : "", *type);
  }
  return out + ")";
}

base::Result<std::string> type_text(const Value& input) {
  const std::string* const type = text_at(&input, {"type"});
  if (type == nullptr) return base::invalid_input("an input without a type");
  if (!type->starts_with("tuple")) return *type;
  auto parts = types_text(input.find("components"));
  if (!parts) return parts;
  return *parts + type->substr(5);
}

base::Status read_entry(const Value& entry, Artifact& artifact) {
  const std::string* const kind = text_at(&entry, {"type"});
  if (kind == nullptr) return base::invalid_input("an entry without a type");
  const bool is_function = *kind == "function", is_error = *kind == "error";
  if (!is_function && !is_error && *kind != "constructor") return {};
  auto types = types_text(entry.find("inputs"));
  if (!types) return std::move(types).error();
  if (!is_function && !is_error) {
    const auto parsed = eth::abi::parse_type(*types);
    if (!parsed) return base::invalid_input(parsed.error().message);
    artifact.constructor_types = parsed->parts.empty() ? std::string() : parsed->text();
    return {};
  }
  const std::string* const name = text_at(&entry, {"name"});
  const auto signature = eth::abi::parse_signature(cat(name != nullptr ? *name : std::string(), *types));
  if (!signature) return base::invalid_input(signature.error().message);
  (is_function ? artifact.functions : artifact.errors).push_back(signature->text());
  return {};
}

base::Status read_abi(const Value& abi, Artifact& artifact) {
  artifact.has_abi = true;
  for (std::size_t i = 0; i < abi.array()->size(); ++i)
    if (auto read = read_entry((*abi.array())[i], artifact); !read)
      return std::move(read).error().with(cat("abi[", i, ']'));
  return {};
}

}  // namespace

base::Result<Artifact> parse_abi(std::string_view text) {
  const auto root = json::parse(text);
  if (!root) return base::Error(root.error());
  const Value* const abi = root->array() != nullptr ? &*root : root->find("abi");
  if (abi == nullptr || abi->array() == nullptr)
    return base::invalid_input("no ABI: expected an array of its entries, or an artifact with the key abi");
  Artifact artifact;
  if (auto read = read_abi(*abi, artifact); !read) return std::move(read).error();
  return artifact;
}

base::Result<Artifact> parse_artifact(std::string_view text) {
  Artifact artifact;
  if (!base::trim(text).starts_with('{')) {
    auto code = decode_code(text, nullptr);
    if (!code) return std::move(code).error();
    artifact.code = *std::move(code);
    return artifact;
  }
  const auto root = json::parse(text);
  if (!root) return base::Error(root.error());
  const Found found = find_code(*root);
  const Value* const abi = root->find("abi");
  if (found.code == nullptr || abi == nullptr || abi->array() == nullptr)
    return base::invalid_input(
        cat("not a contract artifact: it has no ", found.code == nullptr ? "bytecode" : "abi",
            root->find("contracts") != nullptr ? "; of solc's output, give one contract's part" : ""));
  auto code = decode_code(*found.code, found.links);
  if (!code) return std::move(code).error();
  artifact.code = *std::move(code);
  if (auto read = read_abi(*abi, artifact); !read) return std::move(read).error();
  return artifact;
}

}  // namespace seiload::profile
