#include "tls/path.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "tls/distinguished_name.h"
#include "tls/name_constraints.h"
#include "tls/profile.h"

namespace seiload::tls {

namespace {

using base::ByteSpan;

bool same(ByteSpan a, ByteSpan b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

base::Error refused(std::string message) { return {base::Code::protocol, std::move(message)}; }

class Search {
 public:
  Search(std::span<const Certificate> sent, std::span<const Certificate> anchors, std::int64_t now,
         std::string_view anchors_name, const PathLimits& limits)
      : sent_(sent), anchors_(anchors), now_(now), anchors_name_(anchors_name), limits_(limits) {}

  bool run(const Certificate& server) {
    path_.push_back(&server);
    if (is_anchor(server)) return true;
    return extend();
  }
  std::string reason() && { return std::move(reason_); }

  bool is_anchor(const Certificate& certificate) const {
    return std::any_of(anchors_.begin(), anchors_.end(),
                       [&](const Certificate& anchor) { return same(anchor.der, certificate.der); });
  }

 private:
  enum Rank { nothing, unknown_issuer, fault };

  void note(Rank rank, std::string reason) {
    if (rank <= rank_) return;
    rank_ = rank;
    reason_ = std::move(reason);
  }

  // Whether the last of the path leads to an anchor. First the issuers whose key the certificate names, then
  // those it says nothing of, then the others (RFC 4158 3.5.12).
  bool extend() {
    const Certificate& child = *path_.back();
    bool found = false;
    for (const int wanted : {2, 1, 0}) {
      for (const auto& [list, anchor] : {std::pair(anchors_, true), std::pair(sent_, false)}) {
        for (const Certificate& issuer : list) {
          if (!same(issuer.subject, child.issuer) || key_match(child, issuer) != wanted) continue;
          if (is_in_path(issuer)) continue;
          found = true;
          if (!anchor && is_self_signed(issuer)) {
            note(unknown_issuer, base::cat("the chain ends with the self-signed certificate ",
                                           name_text(issuer.subject), ", which is not in ", anchors_name_));
            continue;
          }
          if (++candidates_ > limits_.candidates) return give_up();
          if (try_issuer(child, issuer, anchor)) return true;
          if (gave_up_) return false;
        }
      }
    }
    if (!found) note_unknown_issuer(child);
    return false;
  }

  static int key_match(const Certificate& child, const Certificate& issuer) {
    if (child.authority_key_id.empty() || issuer.subject_key_id.empty()) return 1;
    return same(child.authority_key_id, issuer.subject_key_id) ? 2 : 0;
  }

  // As far as it says itself.
  static bool is_self_signed(const Certificate& certificate) {
    return certificate.is_self_issued() && (certificate.authority_key_id.empty() ||
                                            same(certificate.authority_key_id, certificate.subject_key_id));
  }

  // The same subject and key again lead nowhere that the first did not.
  bool is_in_path(const Certificate& issuer) const {
    return std::any_of(path_.begin(), path_.end(), [&](const Certificate* other) {
      return other == &issuer || (same(other->spki, issuer.spki) && same(other->subject, issuer.subject));
    });
  }

  bool try_issuer(const Certificate& child, const Certificate& issuer, bool anchor) {
    const auto below = static_cast<std::size_t>(std::count_if(
        path_.begin() + 1, path_.end(), [](const Certificate* ca) { return !ca->is_self_issued(); }));
    const bool too_long = !anchor && (path_.size() + 1 >= kMaxPathSize ||
                                      below + (issuer.is_self_issued() ? 0 : 1) > limits_.intermediates);
    if (too_long) {
      note(fault, base::cat("the path to a CA has more than ", limits_.intermediates, " intermediates"));
      return false;
    }
    std::string why = find_issuer_fault(issuer, anchor, below);
    if (why.empty()) why = find_time_fault(issuer, now_);
    if (!why.empty()) {
      note(fault, base::cat("issuer ", name_text(issuer.subject), ' ', why));
      return false;
    }
    if (child.signed_with.kind == SignatureAlgorithm::Kind::unsupported) {
      note(fault, base::cat("certificate ", name_text(child.subject), " is signed with ",
                            child.signed_with.name, ", which is not accepted"));
      return false;
    }
    if (++signatures_ > limits_.signatures) return give_up();
    if (!verify(issuer.key, child.signed_with, child.tbs, child.signature)) {
      note(fault, base::cat("certificate ", name_text(child.subject), " is not signed by the key of ",
                            name_text(issuer.subject)));
      return false;
    }
    path_.push_back(&issuer);
    const bool good = anchor ? names_are_permitted() : extend();
    if (!good) path_.pop_back();
    return good;
  }

  // Over the whole path: a CA's constraints hold for all below it but self-issued CAs.
  bool names_are_permitted() {
    std::size_t comparisons = kMaxNameComparisons;
    for (std::size_t i = path_.size() - 1; i > 0; --i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (j > 0 && path_[j]->is_self_issued()) continue;
        std::string why = find_name_violation(*path_[j], *path_[i], comparisons);
        if (why.empty()) continue;
        note(fault, std::move(why));
        return false;
      }
    }
    return true;
  }

  void note_unknown_issuer(const Certificate& child) {
    const std::string place =
        base::cat("(no CA of the ", anchors_.size(), " in ", anchors_name_, " signed it)");
    if (is_self_signed(child)) {
      note(unknown_issuer, base::cat("self-signed certificate, not in ", anchors_name_));
    } else {
      note(unknown_issuer, base::cat("issuer unknown: ", name_text(child.issuer), ' ', place));
    }
  }

  bool give_up() {
    gave_up_ = true;
    note(fault, "no path to a CA was found within the limits of the search");
    return false;
  }

  std::span<const Certificate> sent_, anchors_;
  std::int64_t now_;
  std::string_view anchors_name_;
  PathLimits limits_;
  std::vector<const Certificate*> path_;
  std::size_t signatures_ = 0, candidates_ = 0;
  bool gave_up_ = false;
  Rank rank_ = nothing;
  std::string reason_;
};

}  // namespace

base::Status check_path(const Certificate& server, std::span<const Certificate> sent,
                        std::span<const Certificate> anchors, const ServerName* name, std::int64_t now,
                        std::string_view anchors_name, const PathLimits& limits) {
  Search search(sent, anchors, now, anchors_name, limits);
  std::string why = find_time_fault(server, now);
  if (why.empty() && name != nullptr) why = find_name_fault(server, *name);
  if (why.empty() && search.run(server)) {
    why = find_server_fault(server, search.is_anchor(server));
    if (why.empty()) return {};
  } else if (why.empty()) {
    return refused(std::move(search).reason());
  }
  return refused("certificate " + why);
}

}  // namespace seiload::tls
