// Random values of random ABI types, for tests/e2e/abi_ethers.sh: abi_samples SEED COUNT. Lines of JSON, of
// calls of f and of reverts, Error(string) and Panic(uint256):
//   {"type":"(uint8,string[])","args":["5",["a"]],"data":"0x...","shown":"(5, ['a'])"}
//   {"revert":"0x...","told":"'too low'"}
// `data` is what a run sends: compiled from a profile's arguments, of which some are placeholders that come
// to the value. The plain encoder (eth/abi.h) must give the same.

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/hex.h"
#include "base/number.h"
#include "base/random.h"
#include "base/text.h"
#include "eth/abi.h"
#include "eth/abi_type.h"
#include "eth/revert.h"
#include "json/writer.h"
#include "workload/call.h"

namespace {

using namespace seiload;
using base::cat;
using eth::abi::Type;
using eth::abi::Value;
using profile::Argument;
using Kind = Type::Kind;

constexpr std::uint64_t kSizedBytes = 77;  // the one bucket of {sizedBytes}

// One value, in three forms: as JSON that means the same to others, as a profile may have it, as it is
// encoded.
struct Sample {
  std::string json;
  Argument argument;
  Value value;
};

std::string json_text(std::string_view text) {
  std::string out;
  json::append_string(out, text);
  return out;
}

class Samples {
 public:
  Samples(std::uint64_t seed, std::uint64_t number) : random_(seed, 1, number) {
    operation_ = {.number = random_.next() >> 1, .unix_seconds = random_.next() >> 32};
    operation_.turn = random_.next() >> 1;
    for (auto* address : {&operation_.sender, &operation_.receiver})
      for (std::uint8_t& byte : address->bytes) byte = static_cast<std::uint8_t>(random_.next());
    nonce_ = random_.next() >> 1;
  }

  Type make_tuple(std::size_t depth) {
    Type tuple;
    for (std::uint64_t left = depth == 0 ? random_.below(6) : 1 + random_.below(4); left > 0; --left)
      tuple.parts.push_back(make_type(depth));
    return tuple;
  }

  Sample make(const Type& type) {
    switch (type.kind) {
      case Kind::unsigned_number:
      case Kind::signed_number:
        return number(type);
      case Kind::address:
        return address();
      case Kind::boolean:
        return boolean();
      case Kind::fixed_bytes:
      case Kind::bytes:
        return bytes(type);
      case Kind::string:
        return string();
      case Kind::tuple:
        return list(type, type.parts.size());
      case Kind::array:
        return list(type, random_.below(4));
      case Kind::fixed_array:
        return list(type, type.size);
    }
    return {};
  }

  std::string text() {
    static constexpr std::string_view kPieces[] = {"a", "Z",  "0",  " ",    "\"",   "\\", "'",
                                                   "{", "}",  "|",  "/",    "%",    "ä",  "漢",
                                                   "😀", "\n", "\t", "\x01", "\x7f", ","};
    std::string out;
    for (std::uint64_t left = length(); left > 0; --left) out += kPieces[random_.below(std::size(kPieces))];
    return out;
  }

  base::Random& random() { return random_; }
  const workload::Operation& operation() const { return operation_; }
  std::uint64_t nonce() const { return nonce_; }

 private:
  static constexpr std::size_t kMostDepth = 4;

  Type make_type(std::size_t depth) {
    const auto kind = static_cast<Kind>(random_.below(depth < kMostDepth ? 10 : 7));
    Type type{kind, 0, {}};
    switch (kind) {
      case Kind::unsigned_number:
      case Kind::signed_number:
        type.size = static_cast<std::uint32_t>(8 + 8 * random_.below(32));
        break;
      case Kind::fixed_bytes:
        type.size = static_cast<std::uint32_t>(1 + random_.below(32));
        break;
      case Kind::tuple:
        return make_tuple(depth + 1);
      case Kind::array:
      case Kind::fixed_array:
        if (kind == Kind::fixed_array) type.size = static_cast<std::uint32_t>(1 + random_.below(3));
        type.parts.push_back(make_type(depth + 1));
        break;
      default:
        break;
    }
    return type;
  }

  bool one_in(std::uint64_t n) { return random_.below(n) == 0; }
  // Whole words, and one more or less, more often.
  std::uint64_t length() { return one_in(2) ? 31 + random_.below(3) : random_.below(100); }
  // A call has room for 32 values whose length is drawn.
  bool may_draw() { return one_in(4) && drawn_ < workload::CallTemplate::kMaxDrawn && ++drawn_ > 0; }

  base::Bytes random_bytes(std::uint64_t size) {
    base::Bytes out(size);
    for (std::uint8_t& byte : out) byte = one_in(4) ? 0 : static_cast<std::uint8_t>(random_.next());
    return out;
  }

  Argument pick(std::string_view text) { return Argument::of(cat("{pick:", text, '}')); }

  Sample number(const Type& type) {
    const bool is_signed = type.kind == Kind::signed_number;
    if (type.size >= 64 && one_in(4)) return counter();
    const std::uint64_t bits = random_.below(type.size + (is_signed ? 0 : 1));  // of the magnitude
    base::Bytes32 word{};
    for (std::uint64_t i = 0; i < bits; ++i)
      if (i + 1 == bits || !one_in(3)) word[31 - i / 8] |= static_cast<std::uint8_t>(1U << i % 8);
    std::string text = base::Uint256::from_be_bytes(word).to_decimal();
    if (is_signed && one_in(2)) {  // -(n + 1) is n with every bit turned
      text = cat('-', base::Uint256::add(base::Uint256::from_be_bytes(word), 1)->to_decimal());
      for (std::uint8_t& byte : word) byte = static_cast<std::uint8_t>(~byte);
    }
    Argument argument{one_in(2) ? Argument::Kind::text : Argument::Kind::number, text};
    if (one_in(4)) argument = one_in(2) ? pick(text) : Argument::of(cat("{random:", text, "..", text, '}'));
    if (one_in(4) && !text.starts_with('-')) argument = Argument::of(base::to_hex(word));
    return {json_text(text), std::move(argument), {word}};
  }

  Sample counter() {
    const struct {
      const char* text;
      std::uint64_t value;
    } kCounters[] = {{"{i}", operation_.number},
                     {"{turn}", operation_.turn},
                     {"{nonce}", nonce_},
                     {"{time}", operation_.unix_seconds}};
    const auto& one = kCounters[random_.below(std::size(kCounters))];
    return {cat('"', one.value, '"'), Argument::of(one.text), eth::abi::number(one.value)};
  }

  Sample address() {
    eth::Address address;
    const base::Bytes bytes = random_bytes(address.bytes.size());
    std::copy(bytes.begin(), bytes.end(), address.bytes.begin());
    Argument argument = Argument::of(one_in(2) ? eth::to_hex(address) : eth::to_checksum(address));
    if (one_in(4)) argument = pick(eth::to_hex(address));
    if (one_in(4)) {
      const bool sends = one_in(2);
      address = sends ? operation_.sender : operation_.receiver;
      argument = Argument::of(sends ? "{sender}" : "{receiver}");
    }
    return {json_text(eth::to_hex(address)), std::move(argument), eth::abi::address(address)};
  }

  Sample boolean() {
    const bool value = one_in(2);
    const std::string text = value ? "true" : "false";
    return {text, one_in(4) ? pick(text) : Argument{Argument::Kind::boolean, text}, eth::abi::boolean(value)};
  }

  Sample bytes(const Type& type) {
    const bool is_fixed = type.kind == Kind::fixed_bytes;
    base::Bytes value = random_bytes(is_fixed ? type.size : length());
    Argument argument = Argument::of(base::to_hex(value));
    if (one_in(8)) {
      value.assign(value.size(), 0);
      argument = Argument::of(cat("{bytes:", value.size(), '}'));
    } else if (is_fixed ? one_in(4) : may_draw()) {
      const bool is_sized = !is_fixed && one_in(4);
      if (is_sized) value.assign(kSizedBytes, 0);
      argument = is_sized ? Argument::of("{sizedBytes}") : pick(base::to_hex(value));
    }
    return {json_text(base::to_hex(value)), std::move(argument),
            is_fixed ? eth::abi::fixed_bytes(value) : eth::abi::bytes(value)};
  }

  // A brace of the text is doubled in an argument.
  static std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) out += c == '{' ? std::string("{{") : std::string(1, c);
    return out;
  }

  Sample string() {
    std::string value = text();
    Argument argument = Argument::of(escaped(value));
    if (may_draw()) {
      if (!value.empty() && value.find_first_of("{}|") == std::string::npos) {
        argument = pick(value);
      } else {  // text and placeholders
        const std::string sender = eth::to_hex(operation_.sender);
        argument = Argument::of(cat(escaped(value), "{i}:{sender}", escaped(value)));
        value = cat(value, operation_.number, ':', sender, value);
      }
    }
    return {json_text(value), std::move(argument), eth::abi::bytes(base::as_bytes(value))};
  }

  Sample list(const Type& type, std::uint64_t count) {
    Sample out{.json = "[", .argument = Argument::of(std::vector<Argument>()), .value = {}};
    std::vector<Value> values;
    for (std::uint64_t i = 0; i < count; ++i) {
      Sample item = make(type.kind == Kind::tuple ? type.parts[i] : type.parts[0]);
      out.json += (i > 0 ? "," : "") + item.json;
      out.argument.items.push_back(std::move(item.argument));
      values.push_back(std::move(item.value));
    }
    out.json += ']';
    out.value =
        type.kind == Kind::array ? eth::abi::array(std::move(values)) : eth::abi::tuple(std::move(values));
    return out;
  }

  base::Random random_;
  workload::Operation operation_{};
  std::uint64_t nonce_ = 0;
  std::size_t drawn_ = 0;
};

// The data of a call as a run sends it.
base::Bytes compiled(const std::string& function, const Sample& sample, const Samples& of) {
  profile::ScenarioConfig scenario;
  scenario.size_distribution.emplace();
  scenario.size_buckets = {kSizedBytes};
  profile::CallConfig& call = scenario.call.emplace();
  call.to.text = "{receiver}";
  call.function.text = function;
  call.args = sample.argument.items;
  const workload::CallEnvironment environment;
  workload::CallProblem problem;
  const auto made = workload::Call::make(workload::plan_calls(scenario)[0], {scenario, environment}, problem);
  if (!made) {
    std::fprintf(stderr, "%s %s: %s: %s\n", function.c_str(), sample.json.c_str(), problem.path.c_str(),
                 problem.message.c_str());
    std::exit(1);
  }
  workload::Intent intent;
  made->write(of.operation(), intent);
  intent.set_nonce(of.nonce());
  return intent.data;
}

void print_call(std::uint64_t seed, std::uint64_t number) {
  Samples samples(seed, number);
  const Type tuple = samples.make_tuple(0);
  const Sample sample = samples.make(tuple);
  const std::string function = "f" + tuple.text();
  const base::Bytes data = compiled(function, sample, samples);
  const auto selector = eth::abi::selector(function);
  base::Bytes plain(selector.begin(), selector.end());
  base::append(plain, eth::abi::encode(std::get<Value::List>(sample.value.data).items));
  CHECK(data == plain);
  const auto shown = eth::abi::show_values(tuple, base::ByteSpan(data).subspan(4), std::size_t{1} << 20);
  std::string line;
  json::Writer(line)
      .begin_object()
      .member("type", tuple.text())
      .key("args")
      .raw(sample.json)
      .member("data", base::to_hex(data))
      .member("shown", shown.value_or("nothing"))
      .end_object();
  std::puts(line.c_str());
}

void print_revert(const base::Bytes& data) {
  std::string line;
  json::Writer(line)
      .begin_object()
      .member("revert", base::to_hex(data))
      .member("told", eth::describe_revert(data))
      .end_object();
  std::puts(line.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  const auto seed = argc == 3 ? base::parse_u64(argv[1]) : std::nullopt;
  const auto count = argc == 3 ? base::parse_u64(argv[2]) : std::nullopt;
  if (!seed || !count) {
    std::fputs("usage: abi_samples SEED COUNT\n", stderr);
    return 2;
  }
  for (std::uint64_t i = 0; i < *count; ++i) print_call(*seed, i);
  for (std::uint64_t i = 0; i < *count / 20; ++i) {
    Samples samples(*seed, *count + i);
    print_revert(eth::abi::encode_call("Error(string)", {eth::abi::bytes(base::as_bytes(samples.text()))}));
  }
  for (std::uint64_t code = 0; code < 300; ++code)
    print_revert(eth::abi::encode_call("Panic(uint256)", {eth::abi::number(code)}));
}
