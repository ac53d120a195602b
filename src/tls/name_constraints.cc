#include "tls/name_constraints.h"

#include <algorithm>

#include "base/text.h"
#include "tls/distinguished_name.h"
#include "tls/server_name.h"

namespace seiload::tls {

namespace {

using base::ByteSpan;

// Whether the name is the base or below it; an empty base has all names below it.
bool is_dns_within(std::string_view name, std::string_view base) {
  if (base.empty()) return true;
  if (name.size() < base.size()) return false;
  const std::string_view end = name.substr(name.size() - base.size());
  if (!base::equals_ignoring_case(end, base)) return false;
  return name.size() == base.size() || name[name.size() - base.size() - 1] == '.';
}

// A wildcard name stands for all names with one label more than what follows it.
bool is_dns_permitted(std::string_view name, std::string_view base) {
  return is_dns_within(name.starts_with("*.") ? name.substr(2) : name, base);
}

bool is_dns_excluded(std::string_view name, std::string_view base) {
  if (!name.starts_with("*.")) return is_dns_within(name, base);
  const std::string_view parent = name.substr(2);
  if (is_dns_within(parent, base)) return true;
  // One of the names that it stands for: "*.example.com" and "b.example.com".
  const std::size_t dot = base.find('.');
  return dot != std::string_view::npos && base::equals_ignoring_case(base.substr(dot + 1), parent);
}

bool is_ip_within(ByteSpan ip, ByteSpan range) {
  if (range.size() != 2 * ip.size()) return false;
  for (std::size_t i = 0; i < ip.size(); ++i) {
    if (((ip[i] ^ range[i]) & range[ip.size() + i]) != 0) return false;
  }
  return true;
}

bool applies(const GeneralName& name, const GeneralName& constraint, bool excluded) {
  switch (name.kind) {
    case GeneralName::dns:
      return excluded ? is_dns_excluded(name.text(), constraint.text())
                      : is_dns_permitted(name.text(), constraint.text());
    case GeneralName::ip:
      return is_ip_within(name.value, constraint.value);
    case GeneralName::directory:
      return is_within(name.value, constraint.value);
    default:
      return excluded;
  }
}

// The body of a directoryName is a Name, with its own tag, since Name is a CHOICE.
std::string describe(const GeneralName& name) {
  switch (name.kind) {
    case GeneralName::dns:
    case GeneralName::email:
    case GeneralName::uri:
      return std::string(name.text().substr(0, 253));
    case GeneralName::ip:
      return ip_text(name.value);
    case GeneralName::directory:
      return name_text(name.value);
    default:
      return "of another kind";
  }
}

bool is_evaluated(std::uint8_t kind) {
  return kind == GeneralName::dns || kind == GeneralName::ip || kind == GeneralName::directory;
}

std::string find_violation(const GeneralName& name, const Certificate& ca, std::size_t& comparisons) {
  bool constrained = false, permitted = false;
  if (comparisons < ca.permitted.size() + ca.excluded.size()) {
    comparisons = 0;
    return base::cat("the name constraints of ", name_text(ca.subject), " take too many comparisons");
  }
  comparisons -= ca.permitted.size() + ca.excluded.size();
  const auto text = [&](std::string_view what) {
    return base::cat("the name ", describe(name), what, "the name constraints of ", name_text(ca.subject));
  };
  for (const GeneralName& constraint : ca.permitted) {
    if (constraint.kind != name.kind) continue;
    constrained = true;
    permitted = permitted || applies(name, constraint, false);
  }
  if (constrained && !is_evaluated(name.kind)) return text(" is of a kind that is not supported in ");
  if (constrained && !permitted) return text(" is not permitted by ");
  if (name.kind == GeneralName::dns && (constrained || !ca.excluded.empty()) &&
      !is_presented_name(name.text())) {
    return text(" is malformed, and there are ");
  }
  for (const GeneralName& constraint : ca.excluded) {
    if (constraint.kind == name.kind && applies(name, constraint, true)) return text(" is excluded by ");
  }
  return {};
}

}  // namespace

std::string find_name_violation(const Certificate& certificate, const Certificate& ca,
                                std::size_t& comparisons) {
  if (!ca.has_name_constraints) return {};
  for (const GeneralName& name : certificate.names) {
    std::string found = find_violation(name, ca, comparisons);
    if (!found.empty()) return found;
  }
  if (is_empty_name(certificate.subject)) return {};
  const GeneralName subject{GeneralName::directory, certificate.subject};
  std::string found = find_violation(subject, ca, comparisons);
  if (!found.empty() || !has_email(certificate.subject)) return found;
  return find_violation({GeneralName::email, base::as_bytes("in the subject")}, ca, comparisons);
}

std::string find_bad_constraint(const Certificate& ca) {
  for (const auto* list : {&ca.permitted, &ca.excluded}) {
    for (const GeneralName& constraint : *list) {
      if (constraint.kind != GeneralName::dns || constraint.value.empty()) continue;
      if (!is_host_name(constraint.text())) {
        return base::cat("it has the malformed name constraint ",
                         base::quote(constraint.text().substr(0, 100)));
      }
    }
  }
  return {};
}

}  // namespace seiload::tls
