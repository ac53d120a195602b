#pragma once
// Facts of a run on one line each, as the text report and the page both show them. Pure.

#include <string>
#include <string_view>

#include "measure/summary.h"

namespace seiload::report {

// "1,000 accepted, 2 failed": the accepted ones, and of the others those that there are.
std::string counts_text(const measure::ClassCounts& counts);

// "open loop, 200 a second, at most 10,000 in flight".
std::string arrival_text(const measure::Summary& s);

// "12 handshakes, 10 resumed; p50 859us, p99 4.46ms, max 4.46ms".
std::string tls_text(const measure::TlsRow& tls);

// Of a run with TlsRow::unverified.
inline constexpr std::string_view kUnverified =
    "--tls-insecure: the server's certificate was not checked; anybody may have answered";

// Of --warmup and --cooldown: "1,000 scheduled in 10s, 1,000 accepted; in no other figure".
std::string apart_text(const measure::ApartRow& apart);

}  // namespace seiload::report
