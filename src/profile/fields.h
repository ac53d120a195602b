#pragma once
// Takes the JSON of a profile apart: values of a wanted type and range, the members of an object by name.
// Whatever does not fit becomes a problem with its place; the reader then goes on. Used by decode.cc and
// decode_scenario.cc.

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "json/value.h"
#include "profile/diagnostics.h"

namespace seiload::profile {

class Fields {
 public:
  using Read = std::function<void(const json::Value&, const SourceLocation&)>;
  struct Key {
    std::string_view name;
    Read read;
  };

  explicit Fields(Diagnostics& problems) : problems_(problems) {}  // kept by reference

  // Gives each member to the reader of its key (in any case), but for nulls. Unknown and repeated keys are
  // problems. `aside` may say where a key that is unknown here belongs.
  void object(const json::Value& value, const SourceLocation& place, std::initializer_list<Key> keys,
              const std::function<std::string(std::string_view)>& aside = {});

  // The same for an object whose keys are data: gives every member.
  void members(const json::Value& value, const SourceLocation& place,
               const std::function<void(const json::Member&, const SourceLocation&)>& each);

  void array(const json::Value& value, const SourceLocation& place, const Read& each);

  // Nothing if it is not of the type or not within [least, most]: then the problem was noted.
  std::optional<std::uint64_t> whole(const json::Value& value, const SourceLocation& place,
                                     std::uint64_t least, std::uint64_t most);
  std::optional<bool> boolean(const json::Value& value, const SourceLocation& place);
  std::optional<std::string> string(const json::Value& value, const SourceLocation& place);
  // At least 0 and at most `most`, or below it.
  std::optional<double> fraction(const json::Value& value, const SourceLocation& place, double most,
                                 bool below);

  // "expected WHAT, got 'x'".
  void wrong(const SourceLocation& place, std::string_view expected, const json::Value& got);
  void add(const SourceLocation& place, std::string message) { problems_.add(place, std::move(message)); }
  Diagnostics& problems() { return problems_; }

 private:
  Diagnostics& problems_;
};

// The place of `value`, named `key`, in what stands at `place`.
SourceLocation child(const SourceLocation& place, std::string_view key, const json::Value& value);

}  // namespace seiload::profile
