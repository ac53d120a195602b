#include "chain/block.h"

#include "base/hex.h"
#include "base/text.h"
#include "json/reader.h"

namespace seiload::chain {
namespace {

using json::Token;

base::Error not_a(std::string_view what) {
  return {base::Code::protocol, base::cat("the answer is not a ", what)};
}

// The value behind a key: its text where it is a string without escapes, else an empty view, with all of it
// consumed.
std::string_view plain_string(json::Reader& reader) {
  const Token token = reader.next();
  if (token == Token::string) return reader.raw();
  if (token == Token::begin_object || token == Token::begin_array) reader.skip();
  return {};
}

bool read_hash(json::Reader& reader, base::Bytes32& hash) {
  const auto bytes = base::decode_hex_array<32>(plain_string(reader));
  if (bytes) hash = *bytes;
  return bytes.has_value();
}

bool read_number(json::Reader& reader, std::uint64_t& number) {
  const auto value = base::Uint256::from_quantity(plain_string(reader));
  if (!value || !value->fits_u64()) return false;
  number = value->low_u64();
  return true;
}

// A transaction of the array: its hash alone, or the whole of it.
bool read_transaction(json::Reader& reader, Token token, Block& block) {
  if (token == Token::string) {
    const auto hash = base::decode_hex_array<32>(reader.raw());
    if (hash) block.transactions.push_back(*hash);
    return hash.has_value();
  }
  if (token != Token::begin_object) return false;
  base::Bytes32 hash{};
  base::Uint256 amount;
  bool has_hash = false;
  while ((token = reader.next()) == Token::key) {
    const std::string_view key = reader.raw();
    if (key == "hash") {
      has_hash = read_hash(reader, hash);
    } else if (key == "value") {
      amount = base::Uint256::from_quantity(plain_string(reader)).value_or(base::Uint256());
    } else if (reader.skip().empty()) {
      return false;
    }
  }
  if (token != Token::end_object || !has_hash) return false;
  block.transactions.push_back(hash);
  block.values.push_back(amount);
  return true;
}

bool read_transactions(json::Reader& reader, Block& block) {
  if (reader.next() != Token::begin_array) return false;
  Token token;
  while ((token = reader.next()) != Token::end_array)
    if (!read_transaction(reader, token, block)) return false;
  return true;
}

// The members of a receipt, the reader standing behind its '{'.
bool read_receipt(json::Reader& reader, const std::function<void(const Receipt&)>& take) {
  Receipt receipt;
  int found = 0;
  std::string_view status;
  Token token;
  while ((token = reader.next()) == Token::key) {
    const std::string_view key = reader.raw();
    if (key == "transactionHash") {
      found += read_hash(reader, receipt.transaction) ? 1 : 0;
    } else if (key == "blockHash") {
      found += read_hash(reader, receipt.block) ? 1 : 0;
    } else if (key == "status") {
      status = plain_string(reader);
    } else if (key == "gasUsed") {
      std::uint64_t gas = 0;
      if (read_number(reader, gas)) receipt.gas_used = gas;
    } else if (reader.skip().empty()) {
      return false;
    }
  }
  if (token != Token::end_object) return false;
  receipt.succeeded = status == "0x1";
  if (found == 2 && (receipt.succeeded || status == "0x0")) take(receipt);
  return true;
}

}  // namespace

base::Result<std::optional<Block>> read_block(std::string_view result) {
  json::Reader reader(result, {.max_size = result.size()});
  Token token = reader.next();
  if (token == Token::null && reader.next() == Token::end) return std::optional<Block>();
  if (token != Token::begin_object) return not_a("block");
  Block block;
  int found = 0;
  while ((token = reader.next()) == Token::key) {
    const std::string_view key = reader.raw();
    bool good = true;
    if (key == "number") {
      good = read_number(reader, block.number), ++found;
    } else if (key == "hash") {
      good = read_hash(reader, block.hash), ++found;
    } else if (key == "parentHash") {
      good = read_hash(reader, block.parent), ++found;
    } else if (key == "timestamp") {
      good = read_number(reader, block.timestamp), ++found;
    } else if (key == "gasUsed") {
      good = read_number(reader, block.gas_used), ++found;
    } else if (key == "gasLimit") {
      good = read_number(reader, block.gas_limit), ++found;
    } else if (key == "transactions") {
      good = read_transactions(reader, block), ++found;
    } else {
      good = !reader.skip().empty();
    }
    if (!good) return not_a("block");
  }
  if (token != Token::end_object || found != 7 || reader.next() != Token::end) return not_a("block");
  return std::optional<Block>(std::move(block));
}

base::Result<bool> read_receipts(std::string_view result, const std::function<void(const Receipt&)>& take) {
  json::Reader reader(result, {.max_size = result.size()});
  Token token = reader.next();
  if (token == Token::null) return false;
  if (token == Token::begin_object) {
    if (!read_receipt(reader, take)) return not_a("receipt");
    return true;
  }
  if (token != Token::begin_array) return not_a("list of receipts");
  while ((token = reader.next()) == Token::begin_object)
    if (!read_receipt(reader, take)) return not_a("list of receipts");
  if (token != Token::end_array) return not_a("list of receipts");
  return true;
}

}  // namespace seiload::chain
