#pragma once
// What is sent to a peer and must not be shown where the peer sends it back: user name, password, the query
// of a URL. Thread rule: constant once it is shared.

#include <string>
#include <string_view>
#include <vector>

namespace seiload::base {

class Secrets {
 public:
  // Shorter ones are let pass: they could not be told from other text.
  static constexpr std::size_t kMinSize = 4;

  void add(std::string_view secret);
  // All of it, and each value in it, as written and decoded.
  void add_query(std::string_view query);

  // Every secret in the text becomes "...".
  std::string hide(std::string_view text) const;
  // The same for the beginning of a text that may be long: of so many bytes, and some more for a secret that
  // the end of these would cut.
  std::string hide_start(std::string_view text, std::size_t size) const;

 private:
  std::vector<std::string> secrets_;  // the longest first
};

}  // namespace seiload::base
