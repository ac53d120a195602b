#include "tls/distinguished_name.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/text.h"
#include "base/utf8.h"
#include "tls/oids.h"

namespace seiload::tls {

using base::ByteSpan;

namespace {

constexpr std::size_t kMaxValue = 100;  // bytes of one attribute in a message
constexpr std::size_t kMaxText = 300;
constexpr std::size_t kMaxSet = 8;  // attributes in one part of a name: comparing two takes its square

struct Attribute {
  ByteSpan type;
  DerElement value;
};

// Calls f with each attribute until it returns false.
template <class F>
void for_each(ByteSpan name, F f) {
  DerSource source(name);
  DerReader sets = DerReader(source).enter(tag::kSequence, "name");
  while (!sets.at_end()) {
    DerReader set = sets.enter(tag::kSet, "name");
    while (!set.at_end()) {
      DerReader pair = set.enter(tag::kSequence, "name");
      const ByteSpan type = pair.oid("name");
      const Attribute attribute{type, pair.any("name")};
      if (!pair.ok() || !f(attribute)) return;
    }
  }
}

const struct {
  std::string_view oid;
  const char* name;
} kTypes[] = {{oid::kCommonName, "CN"},
              {oid::kOrganization, "O"},
              {oid::kOrganizationalUnit, "OU"},
              {oid::kCountry, "C"},
              {oid::kLocality, "L"},
              {oid::kState, "ST"},
              {oid::kDomainComponent, "DC"},
              {oid::kEmailAddress, "emailAddress"}};

bool is_text(std::uint8_t tag) {
  return tag == tag::kUtf8String || tag == tag::kPrintableString || tag == tag::kIa5String ||
         tag == tag::kTeletexString;
}

std::string printable(ByteSpan value) {
  std::string out;
  std::string_view text = base::as_text(value).substr(0, kMaxValue);
  while (!text.empty()) {
    const std::size_t length = base::utf8_length(text);
    // C2 80 to C2 9F move a terminal's cursor, as the control characters of ASCII do.
    const bool is_second_block =
        length == 2 && text[0] == '\xc2' && static_cast<unsigned char>(text[1]) < 0xa0;
    const bool good = length > 0 && !base::is_control(text[0]) && !is_second_block;
    out += good ? text.substr(0, length) : "?";
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return value.size() > kMaxValue ? out + "..." : out;
}

std::string folded(ByteSpan value) {
  std::string out;
  for (const char c : base::trim(base::as_text(value))) {
    if (c == ' ' && out.ends_with(' ')) continue;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

bool same_attribute(const Attribute& a, const Attribute& b) {
  if (base::as_text(a.type) != base::as_text(b.type)) return false;
  if (is_text(a.value.tag) && is_text(b.value.tag)) return folded(a.value.body) == folded(b.value.body);
  return base::as_text(a.value.whole) == base::as_text(b.value.whole);
}

// The attributes of one set, which are in no order that counts.
bool same_set(DerReader a, const DerReader& b) {
  std::size_t in_a = 0, in_b = 0;
  for (DerReader rest = b; !rest.at_end(); rest.any("name")) ++in_b;
  while (!a.at_end()) {
    DerReader pair = a.enter(tag::kSequence, "name");
    const ByteSpan type = pair.oid("name");
    const Attribute wanted{type, pair.any("name")};
    bool found = false;
    for (DerReader rest = b; !rest.at_end() && !found;) {
      DerReader other = rest.enter(tag::kSequence, "name");
      const ByteSpan other_type = other.oid("name");
      found = same_attribute(wanted, {other_type, other.any("name")});
    }
    if (!found) return false;
    ++in_a;
  }
  return in_a == in_b;
}

}  // namespace

ByteSpan read_name(DerReader& reader, const char* part) {
  const DerReader before = reader;
  const DerElement name = reader.take(tag::kSequence, part);
  DerReader sets = before.inside(name.body, part);
  while (!sets.at_end()) {
    DerReader set = sets.enter(tag::kSet, part);
    if (set.at_end()) set.fail("has an empty set", part);
    for (std::size_t count = 0; !set.at_end(); ++count) {
      if (count == kMaxSet) set.fail("has a set of more than 8 attributes", part);
      DerReader pair = set.enter(tag::kSequence, part);
      pair.oid(part);
      pair.any(part);
      pair.finish(part);
    }
  }
  return name.whole;
}

std::string name_text(ByteSpan name) {
  std::string text;
  // The most specific part is the last in the certificate and the first in print.
  for_each(name, [&](const Attribute& attribute) {
    std::string part = oid_text(attribute.type);
    for (const auto& type : kTypes) {
      if (oid::is(attribute.type, type.oid)) part = type.name;
    }
    part += "=" + (is_text(attribute.value.tag) ? printable(attribute.value.body) : std::string("?"));
    text = text.empty() ? part : part + ", " + text;
    return text.size() < kMaxText;
  });
  return text.empty() ? "(no name)" : text;
}

bool is_empty_name(ByteSpan name) {
  bool empty = true;
  for_each(name, [&](const Attribute&) { return empty = false; });
  return empty;
}

std::vector<std::string_view> common_names(ByteSpan name) {
  std::vector<std::string_view> found;
  for_each(name, [&](const Attribute& attribute) {
    if (oid::is(attribute.type, oid::kCommonName)) found.push_back(base::as_text(attribute.value.body));
    return true;
  });
  return found;
}

bool has_email(ByteSpan name) {
  bool found = false;
  for_each(name, [&](const Attribute& attribute) {
    found = found || oid::is(attribute.type, oid::kEmailAddress);
    return !found;
  });
  return found;
}

bool is_within(ByteSpan name, ByteSpan base) {
  DerSource name_source(name), base_source(base);
  DerReader sets = DerReader(name_source).enter(tag::kSequence, "name");
  DerReader wanted = DerReader(base_source).enter(tag::kSequence, "name");
  while (!wanted.at_end()) {
    if (sets.at_end()) return false;
    DerReader a = wanted.enter(tag::kSet, "name"), b = sets.enter(tag::kSet, "name");
    if (!same_set(a, b)) return false;
  }
  return name_source.ok() && base_source.ok();
}

}  // namespace seiload::tls
