#pragma once
// The counters of results with their names: what the JSON report has of each, and merge() adds.

#include <cstdint>
#include <string_view>

#include "measure/summary.h"

namespace seiload::measure {

template <class T>
struct Counter {
  std::string_view key;
  std::uint64_t T::*number;
};

inline constexpr Counter<ClassCounts> kClassCounters[] = {{"accepted", &ClassCounts::accepted},
                                                          {"rejected", &ClassCounts::rejected},
                                                          {"failed", &ClassCounts::failed},
                                                          {"unanswered", &ClassCounts::unanswered},
                                                          {"unsent", &ClassCounts::unsent}};

inline constexpr Counter<Summary> kArrivalCounters[] = {
    {"scheduled", &Summary::scheduled}, {"dropped", &Summary::dropped}, {"admitted", &Summary::admitted}};
inline constexpr Counter<Summary> kOtherCounters[] = {{"in_flight_at_stop", &Summary::in_flight_at_stop},
                                                      {"resent", &Summary::resent},
                                                      {"nonce_reads", &Summary::nonce_reads}};

inline constexpr Counter<FeedReport> kFeedCounters[] = {{"gaps", &FeedReport::gaps},
                                                        {"lost", &FeedReport::lost},
                                                        {"reorgs", &FeedReport::reorgs},
                                                        {"orphaned", &FeedReport::orphaned},
                                                        {"errors", &FeedReport::errors},
                                                        {"breaks", &FeedReport::breaks},
                                                        {"stalls", &FeedReport::stalls},
                                                        {"behind", &FeedReport::behind},
                                                        {"most_behind", &FeedReport::most_behind},
                                                        {"head", &FeedReport::head}};

inline constexpr Counter<BlocksReport> kBlocksCounters[] = {{"replaced", &BlocksReport::replaced},
                                                            {"transactions", &BlocksReport::transactions},
                                                            {"ours", &BlocksReport::ours},
                                                            {"gas_used", &BlocksReport::gas_used},
                                                            {"gas_limit", &BlocksReport::gas_limit}};

inline constexpr Counter<ReceiptsReport> kReceiptsCounters[] = {
    {"blocks_with_ours", &ReceiptsReport::blocks_with_ours},
    {"blocks_read", &ReceiptsReport::blocks_read},
    {"left_out", &ReceiptsReport::left_out},
    {"failed", &ReceiptsReport::failed},
    {"unread", &ReceiptsReport::unread}};

inline constexpr Counter<InclusionReport> kInclusionCounters[] = {
    {"registered", &InclusionReport::registered},
    {"included", &InclusionReport::included},
    {"succeeded", &InclusionReport::succeeded},
    {"reverted", &InclusionReport::reverted},
    {"dropped", &InclusionReport::dropped},
    {"expired", &InclusionReport::expired},
    {"in_flight", &InclusionReport::in_flight},
    {"dropped_at_cap", &InclusionReport::dropped_at_cap},
    {"limit", &InclusionReport::limit},
    {"reopened", &InclusionReport::reopened},
    {"receipt_errors", &InclusionReport::receipt_errors},
    {"unanswered", &InclusionReport::unanswered},
    {"unanswered_included", &InclusionReport::unanswered_included}};

inline constexpr Counter<OnChainReport> kOnChainCounters[] = {{"registered", &OnChainReport::registered},
                                                              {"included", &OnChainReport::included},
                                                              {"succeeded", &OnChainReport::succeeded},
                                                              {"reverted", &OnChainReport::reverted}};

inline constexpr Counter<RampStep> kRampStepCounters[] = {{"tps", &RampStep::tps},
                                                          {"offered", &RampStep::offered},
                                                          {"sent", &RampStep::sent},
                                                          {"accepted", &RampStep::accepted},
                                                          {"included", &RampStep::included}};

inline constexpr Counter<BlocksInterval> kBlocksIntervalCounters[] = {
    {"transactions", &BlocksInterval::transactions},
    {"ours", &BlocksInterval::ours},
    {"gas_used", &BlocksInterval::gas_used},
    {"gas_limit", &BlocksInterval::gas_limit}};

inline constexpr Counter<InclusionInterval> kInclusionIntervalCounters[] = {
    {"included", &InclusionInterval::included},
    {"reverted", &InclusionInterval::reverted},
    {"dropped", &InclusionInterval::dropped},
    {"expired", &InclusionInterval::expired},
    {"in_flight", &InclusionInterval::in_flight}};

template <class T, std::size_t N>
void add(T& into, const T& more, const Counter<T> (&counters)[N]) {
  for (const Counter<T>& one : counters) into.*one.number += more.*one.number;
}

}  // namespace seiload::measure
