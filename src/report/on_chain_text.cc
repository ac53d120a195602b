#include "report/on_chain_text.h"

#include <algorithm>

#include "base/number.h"
#include "report/table.h"

namespace seiload::report {
namespace {

using base::cat;
using base::format_grouped;

std::string show(std::optional<std::uint64_t> number) {
  return number ? format_grouped(*number) : std::string("-");
}

// Rows with what only receipts tell, as far as they were read: a dash is not a 0.
std::string operations_table(const measure::Summary& s, bool by_receipts, bool has_unverified) {
  const std::string alignment = cat("llrr", by_receipts ? "rrr" : "", has_unverified ? "r" : "");
  Table table(alignment);
  std::vector<std::string> head{"on chain", "operation", "accepted", "included"};
  if (by_receipts) head.insert(head.end(), {"reverted", "gas p50", "gas max"});
  if (has_unverified) head.emplace_back("unverified");
  table.add(std::move(head));
  for (const measure::ScenarioRow& row : s.scenarios) {
    const measure::OnChainReport on_chain = row.on_chain.value_or(measure::OnChainReport());
    std::vector<std::string> cells{row.scenario, row.operation, format_grouped(row.counts.accepted),
                                   format_grouped(on_chain.included)};
    const bool is_known = on_chain.included == 0 || on_chain.verified() > 0;
    if (by_receipts)
      cells.insert(cells.end(), {is_known ? format_grouped(on_chain.reverted) : "-",
                                 show(on_chain.gas.quantile(0.5)), show(on_chain.gas.max())});
    if (has_unverified) cells.push_back(format_grouped(on_chain.unverified()));
    table.add(std::move(cells));
  }
  return table.text();
}

// Why they reverted, of those that were replayed.
std::string reverts_table(const measure::Summary& s) {
  Table table("llrl");
  table.add({"reverted", "operation", "count", "reason"});
  bool any = false;
  for (const measure::ScenarioRow& row : s.scenarios) {
    if (!row.on_chain || row.on_chain->reverted == 0) continue;
    any = true;
    for (const measure::RevertReason& one : row.on_chain->reasons)
      table.add({row.scenario, row.operation, format_grouped(one.count), one.reason});
    if (const std::uint64_t rest = row.on_chain->not_replayed(); rest > 0)
      table.add({row.scenario, row.operation, format_grouped(rest), "not replayed"});
  }
  return any ? cat('\n', table.text()) : std::string();
}

}  // namespace

std::string on_chain_section(const measure::Summary& s) {
  const auto is_tracked = [](const measure::ScenarioRow& row) { return row.on_chain.has_value(); };
  if (!s.chain.inclusion || std::none_of(s.scenarios.begin(), s.scenarios.end(), is_tracked)) return "";
  const bool by_receipts = s.chain.inclusion->by_receipts;
  const bool has_unverified =
      by_receipts && std::any_of(s.scenarios.begin(), s.scenarios.end(), [](const measure::ScenarioRow& row) {
        return row.on_chain && row.on_chain->unverified() > 0;
      });
  std::string out = cat('\n', operations_table(s, by_receipts, has_unverified));
  if (by_receipts && s.mock_chain)
    out += "the embedded chain executes no contracts: nothing can revert, and gas is its estimate\n";
  return out + reverts_table(s);
}

}  // namespace seiload::report
