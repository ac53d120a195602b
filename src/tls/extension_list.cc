#include "tls/extension_list.h"

#include <algorithm>

#include "base/text.h"
#include "tls/wire.h"

namespace seiload::tls {

namespace {

// What a ClientHello of ours may have.
constexpr std::uint16_t kOffered[] = {
    extension::kServerName,
    extension::kSupportedGroups,
    extension::kPointFormats,
    extension::kSignatureAlgorithms,
    extension::kProtocols,
    extension::kExtendedMasterSecret,
    extension::kRecordSizeLimit,
    extension::kPresharedKey,
    extension::kSupportedVersions,
    extension::kSessionTicket,
    extension::kCookie,
    extension::kPskModes,
    extension::kKeyShare,
    extension::kRenegotiationInfo,
};

}  // namespace

Step ExtensionList::parse(base::ByteSpan list, std::string_view message) {
  count_ = 0;
  Reader reader(list);
  while (!reader.at_end()) {
    Entry entry;
    if (count_ == kMaxCount || !reader.number(entry.type) || !reader.vector(2, entry.body))
      return decode_error(message);
    if (find(entry.type))
      return Failure{Alert::illegal_parameter, base::cat(message, " has extension ", entry.type, " twice")};
    entries_[count_++] = entry;
  }
  return {};
}

Step ExtensionList::allow_only(std::span<const std::uint16_t> types, std::string_view message) const {
  for (const Entry& entry : std::span(entries_).first(count_)) {
    if (std::ranges::find(types, entry.type) != types.end()) continue;
    if (std::ranges::find(kOffered, entry.type) != std::end(kOffered))
      return Failure{Alert::illegal_parameter,
                     base::cat("extension ", entry.type, " does not belong in ", message)};
    return Failure{Alert::unsupported_extension,
                   base::cat(message, " has extension ", entry.type, ", which was not asked for")};
  }
  return {};
}

std::optional<base::ByteSpan> ExtensionList::find(std::uint16_t type) const {
  for (const Entry& entry : std::span(entries_).first(count_))
    if (entry.type == type) return entry.body;
  return std::nullopt;
}

}  // namespace seiload::tls
