#include "profile/fields.h"

#include <map>
#include <vector>

#include "base/number.h"
#include "base/text.h"
#include "profile/options.h"

namespace seiload::profile {

using base::cat;

SourceLocation child(const SourceLocation& place, std::string_view key, const json::Value& value) {
  return {place.path.empty() ? std::string(key) : cat(place.path, '.', key), value.offset, place.inside};
}

void Fields::wrong(const SourceLocation& place, std::string_view expected, const json::Value& got) {
  std::string shown(json::name_of(got.kind()));
  if (const bool* boolean = got.boolean()) shown = *boolean ? "true" : "false";
  if (const json::Number* number = got.number()) shown = base::quote(number->text);
  if (const std::string* text = got.string()) shown = "the string " + base::quote(*text);
  problems_.add(place, cat("expected ", expected, ", got ", shown));
}

void Fields::members(const json::Value& value, const SourceLocation& place,
                     const std::function<void(const json::Member&, const SourceLocation&)>& each) {
  const json::Object* object = value.object();
  if (object == nullptr) return wrong(place, "an object", value);
  std::map<std::string, std::size_t> seen;
  for (const json::Member& member : *object) {
    const auto [first, fresh] = seen.try_emplace(base::to_lower(member.key), member.key_offset);
    if (fresh) {
      each(member, child(place, member.key, member.value));
    } else {
      problems_.add({place.path, member.key_offset, place.inside},
                    cat("duplicate key ", base::quote(member.key), ", first at ",
                        problems_.full() ? "" : problems_.position(first->second)));
    }
  }
}

void Fields::object(const json::Value& value, const SourceLocation& place, std::initializer_list<Key> keys,
                    const std::function<std::string(std::string_view)>& aside) {
  members(value, place, [&](const json::Member& member, const SourceLocation&) {
    for (const Key& key : keys) {
      if (!base::equals_ignoring_case(key.name, member.key)) continue;
      if (!member.value.is_null()) key.read(member.value, child(place, key.name, member.value));
      return;
    }
    std::string hint = aside ? aside(member.key) : std::string();
    if (hint.empty() && !problems_.full()) {
      std::vector<std::string_view> names;
      for (const Key& key : keys) names.push_back(key.name);
      hint = base::did_you_mean(member.key, names);
    }
    problems_.add({place.path, member.key_offset, place.inside},
                  cat("unknown key ", base::quote(member.key), hint));
  });
}

void Fields::array(const json::Value& value, const SourceLocation& place, const Read& each) {
  const json::Array* items = value.array();
  if (items == nullptr) return wrong(place, "an array", value);
  for (std::size_t i = 0; i < items->size(); ++i)
    each((*items)[i], {cat(place.path, '[', i, ']'), (*items)[i].offset, place.inside});
}

std::optional<std::uint64_t> Fields::whole(const json::Value& value, const SourceLocation& place,
                                           std::uint64_t least, std::uint64_t most) {
  if (const json::Number* number = value.number())
    if (const auto whole = number->as_u64(); whole && *whole >= least && *whole <= most) return whole;
  wrong(place, expected_whole(least, most), value);
  return std::nullopt;
}

std::optional<bool> Fields::boolean(const json::Value& value, const SourceLocation& place) {
  if (const bool* boolean = value.boolean()) return *boolean;
  wrong(place, "true or false", value);
  return std::nullopt;
}

std::optional<std::string> Fields::string(const json::Value& value, const SourceLocation& place) {
  if (const std::string* text = value.string(); text != nullptr && text->find('\0') == std::string::npos)
    return *text;
  wrong(place, "a string", value);
  return std::nullopt;
}

std::optional<double> Fields::fraction(const json::Value& value, const SourceLocation& place, double most,
                                       bool below) {
  if (const json::Number* number = value.number())
    if (const auto real = number->as_double(); real && *real >= 0 && (below ? *real < most : *real <= most))
      return *real + 0.0;  // no -0
  wrong(place, cat("a number from 0 to ", below ? "below " : "", base::format_shortest(most)), value);
  return std::nullopt;
}

}  // namespace seiload::profile
