#include "measure/chain_findings.h"

#include <algorithm>

#include "base/number.h"
#include "base/text.h"

namespace seiload::measure {
namespace {

using base::cat;
using base::format_grouped;

constexpr double kBehind = 0.1;  // of what was accepted

std::string percent(std::uint64_t part, std::uint64_t whole) {
  const double share = static_cast<double>(part) / static_cast<double>(whole);
  return base::format_fixed(100 * share, share < 0.1 ? 1 : 0) + " %";
}

void warn_of_inclusion(const InclusionReport& inclusion, std::vector<std::string>& out) {
  const std::uint64_t missing = inclusion.registered - std::min(inclusion.registered, inclusion.included);
  if (static_cast<double>(missing) > kBehind * static_cast<double>(inclusion.registered)) {
    out.push_back(cat("inclusion is behind acceptance: ", format_grouped(inclusion.included), " of ",
                      format_grouped(inclusion.registered), " accepted transactions were included (",
                      percent(inclusion.included, inclusion.registered), "); ",
                      format_grouped(inclusion.dropped), " were dropped by the node, ",
                      format_grouped(inclusion.expired), " expired, ", format_grouped(inclusion.in_flight),
                      " were in flight at the end"));
  } else if (inclusion.dropped > 0) {
    out.push_back(
        cat("the node dropped ", format_grouped(inclusion.dropped), " transactions that it had accepted"));
  }
  if (inclusion.dropped_at_cap > 0)
    out.push_back(cat(format_grouped(inclusion.dropped_at_cap),
                      " accepted transactions were not followed; raise "
                      "--inclusion-limit, now ",
                      format_grouped(inclusion.limit)));
}

void warn_of_receipts(const ReceiptsReport& receipts, std::vector<std::string>& out) {
  if (receipts.left_out == 0 || receipts.blocks_with_ours == 0) return;
  out.push_back(cat("receipts read for ", percent(receipts.blocks_read, receipts.blocks_with_ours),
                    " of the blocks: the node takes ", base::format_duration_rounded(receipts.a_block),
                    " a block"));
}

}  // namespace

std::vector<std::string> watch_warnings(const ChainReport& chain) {
  std::vector<std::string> out;
  if (chain.feed && chain.feed->behind > 0)
    out.push_back(cat("blocks were read up to height ", chain.feed->head, ", ",
                      format_grouped(chain.feed->behind),
                      " behind the chain: what is in the others is not counted"));
  if (chain.inclusion) {
    warn_of_inclusion(*chain.inclusion, out);
    warn_of_receipts(chain.inclusion->receipts, out);
  }
  return out;
}

}  // namespace seiload::measure
