#pragma once
// Lists of extensions (RFC 8446, 4.2): which are there, none twice, none that were not asked for.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/bytes.h"
#include "tls/alert.h"

namespace seiload::tls {

namespace extension {
inline constexpr std::uint16_t kServerName = 0, kSupportedGroups = 10, kPointFormats = 11,
                               kSignatureAlgorithms = 13, kProtocols = 16, kExtendedMasterSecret = 23,
                               kRecordSizeLimit = 28, kSessionTicket = 35, kPresharedKey = 41,
                               kEarlyData = 42, kSupportedVersions = 43, kCookie = 44, kPskModes = 45,
                               kKeyShare = 51, kRenegotiationInfo = 0xff01;
}  // namespace extension

class ExtensionList {
 public:
  static constexpr std::size_t kMaxCount = 64;

  // The content of the vector. `message` names where it stands, for the text of a failure.
  Step parse(base::ByteSpan list, std::string_view message);
  // Nothing but these: others of ours do not belong there, and the rest was not asked for.
  Step allow_only(std::span<const std::uint16_t> types, std::string_view message) const;
  std::optional<base::ByteSpan> find(std::uint16_t type) const;

 private:
  struct Entry {
    std::uint16_t type;
    base::ByteSpan body;
  };
  std::array<Entry, kMaxCount> entries_;
  std::size_t count_ = 0;
};

}  // namespace seiload::tls
