#pragma once
// Name constraints (RFC 5280 4.2.1.10) of DNS names, IP addresses and directory names. Of other kinds of
// names (e-mail, URI, others) a constraint is not evaluated: a certificate that has such a name and a
// constraint of its kind above it is refused.

#include <cstddef>
#include <string>

#include "tls/certificate.h"

namespace seiload::tls {

// Comparisons of names with constraints that one path may take: a hostile certificate has thousands of both.
inline constexpr std::size_t kMaxNameComparisons = 100'000;

// Why the names of `certificate` are not within the constraints of `ca`, or nothing: "the name
// b.example.com is excluded by the name constraints of CN=CA". `comparisons` counts down over a path.
std::string find_name_violation(const Certificate& certificate, const Certificate& ca,
                                std::size_t& comparisons);

// Why constraints of this form are refused whatever the names; empty: they are not.
std::string find_bad_constraint(const Certificate& ca);

}  // namespace seiload::tls
