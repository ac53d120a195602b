#include "run/metric_families.h"

#include <gtest/gtest.h>

#include "report/metrics_text.h"

namespace seiload::run {
namespace {

using namespace std::chrono_literals;
using measure::Outcome;
using report::MetricsFormat;

measure::Totals example() {
  measure::Ledger ledger(2, 1);
  for (int i = 0; i < 5; ++i) ledger.scheduled.add();
  ledger.dropped.add();
  for (int i = 0; i < 4; ++i) ledger.admitted.add();
  ledger.resent.add();
  ledger.nonce_reads.add(2);
  ledger.set_connections(0, 9);
  ledger.set_connections(0, 3);
  const auto end = [&](std::size_t instance, Outcome outcome, base::Duration due, base::Duration write) {
    ledger.end(instance, outcome);
    ledger.end_at(0, measure::class_of(outcome));
    ledger.record_latency(instance, outcome == Outcome::accepted, due, write);
  };
  end(0, Outcome::accepted, 150ms, 1ms);
  end(0, Outcome::nonce_too_low, 30s, 2ms);
  end(0, Outcome::connection_lost, 2s, 2s);
  return ledger.totals();
}

// Writes the labels of series in full: "{A," and "{B," stand for a scenario with its operation and chain.
std::string in_full(std::string text) {
  const auto replace = [&](std::string_view brief, std::string_view full) {
    for (std::size_t at = 0; (at = text.find(brief, at)) != std::string::npos; at += full.size())
      text.replace(at, brief.size(), full);
  };
  replace("{A,", R"({scenario="A",operation="transfer",chain_id="local",)");
  replace("{B,", R"({scenario="B",operation="read",chain_id="local",)");
  return text;
}

TEST(MetricFamilies, SendLatencyOfALoad) {
  const MetricNames names{{{"A", "transfer"}, {"B", "read"}}, {"http://n:1"}, "local"};
  const auto families = load_families(names, example());
  EXPECT_EQ(
      to_text(std::span(families).first(1), MetricsFormat::prometheus),
      in_full(
          "# HELP seiload_send_latency_seconds From the write of a request to its answer; from the due time "
          "where none came.\n"
          R"(# TYPE seiload_send_latency_seconds histogram
seiload_send_latency_seconds_bucket{A,status="success",le="0.001"} 1
seiload_send_latency_seconds_bucket{A,status="success",le="0.0025"} 1
seiload_send_latency_seconds_bucket{A,status="success",le="0.005"} 1
seiload_send_latency_seconds_bucket{A,status="success",le="0.01"} 1
seiload_send_latency_seconds_bucket{A,status="success",le="0.025"} 1
seiload_send_latency_seconds_bucket{A,status="success",le="0.05"} 1
seiload_send_latency_seconds_bucket{A,status="success",le="0.1"} 1
seiload_send_latency_seconds_bucket{A,status="success",le="0.2"} 1
seiload_send_latency_seconds_bucket{A,status="success",le="0.3"} 1
seiload_send_latency_seconds_bucket{A,status="success",le="0.5"} 1
seiload_send_latency_seconds_bucket{A,status="success",le="1"} 1
seiload_send_latency_seconds_bucket{A,status="success",le="2"} 1
seiload_send_latency_seconds_bucket{A,status="success",le="3"} 1
seiload_send_latency_seconds_bucket{A,status="success",le="5"} 1
seiload_send_latency_seconds_bucket{A,status="success",le="10"} 1
seiload_send_latency_seconds_bucket{A,status="success",le="20"} 1
seiload_send_latency_seconds_bucket{A,status="success",le="+Inf"} 1
seiload_send_latency_seconds_sum{A,status="success"} 0.001
seiload_send_latency_seconds_count{A,status="success"} 1
seiload_send_latency_seconds_bucket{A,status="failure",le="0.001"} 0
seiload_send_latency_seconds_bucket{A,status="failure",le="0.0025"} 1
seiload_send_latency_seconds_bucket{A,status="failure",le="0.005"} 1
seiload_send_latency_seconds_bucket{A,status="failure",le="0.01"} 1
seiload_send_latency_seconds_bucket{A,status="failure",le="0.025"} 1
seiload_send_latency_seconds_bucket{A,status="failure",le="0.05"} 1
seiload_send_latency_seconds_bucket{A,status="failure",le="0.1"} 1
seiload_send_latency_seconds_bucket{A,status="failure",le="0.2"} 1
seiload_send_latency_seconds_bucket{A,status="failure",le="0.3"} 1
seiload_send_latency_seconds_bucket{A,status="failure",le="0.5"} 1
seiload_send_latency_seconds_bucket{A,status="failure",le="1"} 1
seiload_send_latency_seconds_bucket{A,status="failure",le="2"} 2
seiload_send_latency_seconds_bucket{A,status="failure",le="3"} 2
seiload_send_latency_seconds_bucket{A,status="failure",le="5"} 2
seiload_send_latency_seconds_bucket{A,status="failure",le="10"} 2
seiload_send_latency_seconds_bucket{A,status="failure",le="20"} 2
seiload_send_latency_seconds_bucket{A,status="failure",le="+Inf"} 2
seiload_send_latency_seconds_sum{A,status="failure"} 2.002
seiload_send_latency_seconds_count{A,status="failure"} 2
seiload_send_latency_seconds_bucket{B,status="success",le="0.001"} 0
seiload_send_latency_seconds_bucket{B,status="success",le="0.0025"} 0
seiload_send_latency_seconds_bucket{B,status="success",le="0.005"} 0
seiload_send_latency_seconds_bucket{B,status="success",le="0.01"} 0
seiload_send_latency_seconds_bucket{B,status="success",le="0.025"} 0
seiload_send_latency_seconds_bucket{B,status="success",le="0.05"} 0
seiload_send_latency_seconds_bucket{B,status="success",le="0.1"} 0
seiload_send_latency_seconds_bucket{B,status="success",le="0.2"} 0
seiload_send_latency_seconds_bucket{B,status="success",le="0.3"} 0
seiload_send_latency_seconds_bucket{B,status="success",le="0.5"} 0
seiload_send_latency_seconds_bucket{B,status="success",le="1"} 0
seiload_send_latency_seconds_bucket{B,status="success",le="2"} 0
seiload_send_latency_seconds_bucket{B,status="success",le="3"} 0
seiload_send_latency_seconds_bucket{B,status="success",le="5"} 0
seiload_send_latency_seconds_bucket{B,status="success",le="10"} 0
seiload_send_latency_seconds_bucket{B,status="success",le="20"} 0
seiload_send_latency_seconds_bucket{B,status="success",le="+Inf"} 0
seiload_send_latency_seconds_sum{B,status="success"} 0
seiload_send_latency_seconds_count{B,status="success"} 0
)"));
}

TEST(MetricFamilies, CountersOfALoad) {
  const MetricNames names{{{"A", "transfer"}, {"B", "read"}}, {"http://n:1"}, "local"};
  const std::string text = to_text(load_families(names, example()), MetricsFormat::openmetrics);
  EXPECT_NE(
      text.find(
          "\nseiload_due_latency_seconds_bucket{scenario=\"A\",operation=\"transfer\",chain_id=\"local\","
          "status=\"success\",le=\"0.2\"} 1\n"),
      std::string::npos);
  EXPECT_NE(
      text.find("\nseiload_due_latency_seconds_sum{scenario=\"A\",operation=\"transfer\",chain_id=\"local\","
                "status=\"failure\"} 32\n"),
      std::string::npos);
  EXPECT_EQ(text.substr(text.find("# HELP seiload_txs_accepted")),
            R"(# HELP seiload_txs_accepted Transactions that a node took into its pool.
# TYPE seiload_txs_accepted counter
seiload_txs_accepted_total{scenario="A",operation="transfer"} 1
seiload_txs_accepted_total{scenario="B",operation="read"} 0
# HELP seiload_txs_rejected Transactions that a node refused.
# TYPE seiload_txs_rejected counter
seiload_txs_rejected_total{scenario="A",operation="transfer",reason="nonce_too_low"} 1
# HELP seiload_txs_unanswered Transactions with an unknown outcome.
# TYPE seiload_txs_unanswered counter
seiload_txs_unanswered_total{scenario="A",operation="transfer",reason="connection_lost"} 1
# HELP seiload_endpoint_txs Transactions by endpoint and outcome.
# TYPE seiload_endpoint_txs counter
seiload_endpoint_txs_total{endpoint="http://n:1",outcome="accepted"} 1
seiload_endpoint_txs_total{endpoint="http://n:1",outcome="rejected"} 1
seiload_endpoint_txs_total{endpoint="http://n:1",outcome="failed"} 0
seiload_endpoint_txs_total{endpoint="http://n:1",outcome="unanswered"} 1
seiload_endpoint_txs_total{endpoint="http://n:1",outcome="unsent"} 0
# HELP seiload_connections Connections to an endpoint that are open or opening.
# TYPE seiload_connections gauge
seiload_connections{endpoint="http://n:1"} 3
# HELP seiload_txs_scheduled Transactions that have come due.
# TYPE seiload_txs_scheduled counter
seiload_txs_scheduled_total 5
# HELP seiload_txs_dropped Transactions not made because too many were in flight when they were due.
# TYPE seiload_txs_dropped counter
seiload_txs_dropped_total 1
# HELP seiload_txs_admitted Transactions admitted: scheduled and not dropped.
# TYPE seiload_txs_admitted counter
seiload_txs_admitted_total 4
# HELP seiload_txs_in_flight Transactions in flight.
# TYPE seiload_txs_in_flight gauge
seiload_txs_in_flight 1
# HELP seiload_requests_resent Requests repeated because an idle connection had gone stale.
# TYPE seiload_requests_resent counter
seiload_requests_resent_total 1
# HELP seiload_nonce_reads Nonces read again after a refusal.
# TYPE seiload_nonce_reads counter
seiload_nonce_reads_total 2
# EOF
)");
}

TEST(MetricFamilies, GeneratorLagOfAnOpenLoop) {
  measure::Ledger ledger(1, 1);
  ledger.record_lag(-1ns);
  ledger.record_lag(50us);
  ledger.record_lag(11s);
  const MetricNames names{{{"A", "transfer"}}, {"http://n:1"}, "local"};
  const std::string text = to_text(load_families(names, ledger.totals()), MetricsFormat::prometheus);
  const std::size_t begin = text.find("# HELP seiload_generator_lag_seconds");
  EXPECT_EQ(text.substr(begin, text.find("# HELP seiload_nonce_reads") - begin),
            "# HELP seiload_generator_lag_seconds Open loop: from the time a transaction was due to the "
            "write of its request, excluding time spent waiting for the target.\n"
            R"(# TYPE seiload_generator_lag_seconds histogram
seiload_generator_lag_seconds_bucket{le="1e-05"} 1
seiload_generator_lag_seconds_bucket{le="2.5e-05"} 1
seiload_generator_lag_seconds_bucket{le="5e-05"} 2
seiload_generator_lag_seconds_bucket{le="1e-04"} 2
seiload_generator_lag_seconds_bucket{le="2e-04"} 2
seiload_generator_lag_seconds_bucket{le="5e-04"} 2
seiload_generator_lag_seconds_bucket{le="0.001"} 2
seiload_generator_lag_seconds_bucket{le="0.0025"} 2
seiload_generator_lag_seconds_bucket{le="0.005"} 2
seiload_generator_lag_seconds_bucket{le="0.01"} 2
seiload_generator_lag_seconds_bucket{le="0.025"} 2
seiload_generator_lag_seconds_bucket{le="0.05"} 2
seiload_generator_lag_seconds_bucket{le="0.1"} 2
seiload_generator_lag_seconds_bucket{le="0.25"} 2
seiload_generator_lag_seconds_bucket{le="0.5"} 2
seiload_generator_lag_seconds_bucket{le="1"} 2
seiload_generator_lag_seconds_bucket{le="5"} 2
seiload_generator_lag_seconds_bucket{le="10"} 2
seiload_generator_lag_seconds_bucket{le="+Inf"} 3
seiload_generator_lag_seconds_sum 11.00005
seiload_generator_lag_seconds_count 3
)");
}

TEST(MetricFamilies, OfTheChain) {
  track::Blocks blocks;
  chain::Block block;
  block.number = 7;
  block.gas_used = 60'000;
  block.gas_limit = 1'000'000;
  block.time = 400ms;
  blocks.on_block(block);
  measure::InclusionReport inclusion;
  const stats::FixedCounts due_buckets{{1, 0, 2, 0, 0, 0, 0, 0, 1}, 1'500'000'000};
  inclusion.expired = 1;
  inclusion.dropped_at_cap = 2;
  inclusion.in_flight = 3;
  inclusion.succeeded = 4;
  inclusion.reverted = 5;
  chain::FeedState feed;
  feed.head = 7;
  feed.gaps = 1;
  feed.errors = 2;
  feed.reorgs = 3;
  auto families = feed_families(feed);
  for (auto& one : block_families(blocks.buckets())) families.push_back(std::move(one));
  for (auto& one : inclusion_families(inclusion, due_buckets)) families.push_back(std::move(one));
  EXPECT_EQ(to_text(families, MetricsFormat::prometheus),
            R"(# HELP seiload_block_number Height of the newest block seen.
# TYPE seiload_block_number gauge
seiload_block_number 7
# HELP seiload_block_gaps_total Heights that were not seen when they were the newest, and fetched afterwards.
# TYPE seiload_block_gaps_total counter
seiload_block_gaps_total 1
# HELP seiload_block_fetch_errors_total Polls of the chain that failed.
# TYPE seiload_block_fetch_errors_total counter
seiload_block_fetch_errors_total 2
# HELP seiload_block_reorgs_total Reorganisations of the chain.
# TYPE seiload_block_reorgs_total counter
seiload_block_reorgs_total 3
# HELP seiload_block_time_seconds Time between the arrivals of blocks.
# TYPE seiload_block_time_seconds histogram
seiload_block_time_seconds_bucket{le="0.1"} 0
seiload_block_time_seconds_bucket{le="0.2"} 0
seiload_block_time_seconds_bucket{le="0.3"} 0
seiload_block_time_seconds_bucket{le="0.4"} 1
seiload_block_time_seconds_bucket{le="0.5"} 1
seiload_block_time_seconds_bucket{le="0.6"} 1
seiload_block_time_seconds_bucket{le="0.7"} 1
seiload_block_time_seconds_bucket{le="0.8"} 1
seiload_block_time_seconds_bucket{le="0.9"} 1
seiload_block_time_seconds_bucket{le="1"} 1
seiload_block_time_seconds_bucket{le="2"} 1
seiload_block_time_seconds_bucket{le="5"} 1
seiload_block_time_seconds_bucket{le="10"} 1
seiload_block_time_seconds_bucket{le="20"} 1
seiload_block_time_seconds_bucket{le="+Inf"} 1
seiload_block_time_seconds_sum 0.4
seiload_block_time_seconds_count 1
# HELP seiload_gas_used Gas used by a block.
# TYPE seiload_gas_used histogram
seiload_gas_used_bucket{le="1"} 0
seiload_gas_used_bucket{le="1000"} 0
seiload_gas_used_bucket{le="10000"} 0
seiload_gas_used_bucket{le="50000"} 0
seiload_gas_used_bucket{le="100000"} 1
seiload_gas_used_bucket{le="200000"} 1
seiload_gas_used_bucket{le="300000"} 1
seiload_gas_used_bucket{le="400000"} 1
seiload_gas_used_bucket{le="500000"} 1
seiload_gas_used_bucket{le="600000"} 1
seiload_gas_used_bucket{le="700000"} 1
seiload_gas_used_bucket{le="800000"} 1
seiload_gas_used_bucket{le="1000000"} 1
seiload_gas_used_bucket{le="2000000"} 1
seiload_gas_used_bucket{le="5000000"} 1
seiload_gas_used_bucket{le="10000000"} 1
seiload_gas_used_bucket{le="20000000"} 1
seiload_gas_used_bucket{le="50000000"} 1
seiload_gas_used_bucket{le="100000000"} 1
seiload_gas_used_bucket{le="+Inf"} 1
seiload_gas_used_sum 60000
seiload_gas_used_count 1
# HELP seiload_inclusion_latency_seconds From the time a transaction was due to )"
            R"(the arrival of the block that has it.
# TYPE seiload_inclusion_latency_seconds histogram
seiload_inclusion_latency_seconds_bucket{le="0.5"} 1
seiload_inclusion_latency_seconds_bucket{le="1"} 1
seiload_inclusion_latency_seconds_bucket{le="2"} 3
seiload_inclusion_latency_seconds_bucket{le="5"} 3
seiload_inclusion_latency_seconds_bucket{le="10"} 3
seiload_inclusion_latency_seconds_bucket{le="30"} 3
seiload_inclusion_latency_seconds_bucket{le="60"} 3
seiload_inclusion_latency_seconds_bucket{le="120"} 3
seiload_inclusion_latency_seconds_bucket{le="+Inf"} 4
seiload_inclusion_latency_seconds_sum 1.5
seiload_inclusion_latency_seconds_count 4
# HELP seiload_inclusion_outcome_total Accepted transactions, by outcome on the chain.
# TYPE seiload_inclusion_outcome_total counter
seiload_inclusion_outcome_total{outcome="dropped"} 0
seiload_inclusion_outcome_total{outcome="expired"} 1
seiload_inclusion_outcome_total{outcome="dropped_at_cap"} 2
# HELP seiload_inclusion_inflight Accepted transactions that are not in a block yet.
# TYPE seiload_inclusion_inflight gauge
seiload_inclusion_inflight 3
# HELP seiload_inclusion_succeeded Transactions in a block with receipt status 1.
# TYPE seiload_inclusion_succeeded gauge
seiload_inclusion_succeeded 4
# HELP seiload_inclusion_reverted Transactions in a block with receipt status 0.
# TYPE seiload_inclusion_reverted gauge
seiload_inclusion_reverted 5
)");
}

TEST(MetricFamilies, OfOperationsOnChain) {
  stats::FixedHistogram gas(track::kGasBounds);
  for (const std::uint64_t used : {21'000UL, 21'000UL, 65'000UL}) gas.record(used);
  track::OperationMetrics one{.included = 5, .succeeded = 2, .reverted = 1, .gas = {}};
  gas.add_to(one.gas);
  const std::vector<workload::Workload::Label> labels{{"ERC20", "erc20_transfer"}, {"Revert", "revert"}};
  const std::string text =
      to_text(operation_families(labels, {&one, 1}), MetricsFormat::prometheus);  // of the second, none yet
  EXPECT_EQ(text.substr(0, text.find("_bucket")),
            R"(# HELP seiload_inclusion_txs Transactions in a block of the chain, by operation and receipt.
# TYPE seiload_inclusion_txs gauge
seiload_inclusion_txs{scenario="ERC20",operation="erc20_transfer",status="succeeded"} 2
seiload_inclusion_txs{scenario="ERC20",operation="erc20_transfer",status="reverted"} 1
seiload_inclusion_txs{scenario="ERC20",operation="erc20_transfer",status="unverified"} 2
# HELP seiload_tx_gas_used Gas used by a transaction, by its receipt; again where a reorganisation moved it.
# TYPE seiload_tx_gas_used histogram
seiload_tx_gas_used)");
  for (const char* want : {R"(_bucket{scenario="ERC20",operation="erc20_transfer",le="50000"} 2)",
                           R"(_bucket{scenario="ERC20",operation="erc20_transfer",le="100000"} 3)",
                           R"(_sum{scenario="ERC20",operation="erc20_transfer"} 107000)"})
    EXPECT_NE(text.find(want), std::string::npos) << text;
}

TEST(MetricFamilies, OfTheEndAndTheProcess) {
  measure::Summary s;
  s.open_loop = true;
  s.average_tps = 197.5;
  s.load = 10s;
  s.counts.accepted = 1975;
  s.dropped = 3;
  s.counts.rejected = 4;
  s.counts.failed = 5;
  s.counts.unanswered = 6;
  s.in_flight_at_stop = 2;
  auto families = target_families({{"service_name", "seiload"}});
  for (auto& one : final_families(s)) families.push_back(std::move(one));
  for (auto& one : process_families({1.5, 4096, 7, 1024, 1'700'000'000.25}))
    families.push_back(std::move(one));
  EXPECT_EQ(to_text(families, MetricsFormat::prometheus), R"(# HELP target_info What is running, and where.
# TYPE target_info gauge
target_info{service_name="seiload"} 1
# HELP seiload_run_tps_final Accepted transactions a second, over the load phase of the whole run.
# TYPE seiload_run_tps_final gauge
seiload_run_tps_final 197.5
# HELP seiload_run_duration_seconds Length of the load phase.
# TYPE seiload_run_duration_seconds gauge
seiload_run_duration_seconds 10
# HELP seiload_run_txs_accepted_total Transactions accepted in the whole run.
# TYPE seiload_run_txs_accepted_total counter
seiload_run_txs_accepted_total{arrival_model="open_loop"} 1975
# HELP seiload_run_txs_dropped_total Transactions dropped in the whole run.
# TYPE seiload_run_txs_dropped_total counter
seiload_run_txs_dropped_total{arrival_model="open_loop"} 3
# HELP seiload_run_txs_failed_total Transactions of the whole run that were admitted and not accepted.
# TYPE seiload_run_txs_failed_total counter
seiload_run_txs_failed_total{arrival_model="open_loop"} 15
# HELP seiload_run_inflight_at_shutdown Transactions without an answer when the run ended.
# TYPE seiload_run_inflight_at_shutdown gauge
seiload_run_inflight_at_shutdown 2
# HELP process_cpu_seconds_total CPU time used, user and system.
# TYPE process_cpu_seconds_total counter
process_cpu_seconds_total 1.5
# HELP process_resident_memory_bytes Resident memory.
# TYPE process_resident_memory_bytes gauge
process_resident_memory_bytes 4096
# HELP process_open_fds Open file descriptors.
# TYPE process_open_fds gauge
process_open_fds 7
# HELP process_max_fds Most file descriptors that may be open.
# TYPE process_max_fds gauge
process_max_fds 1024
# HELP process_start_time_seconds When the process began, in seconds since 1970.
# TYPE process_start_time_seconds gauge
process_start_time_seconds 1700000000.25
)");
}

TEST(MetricFamilies, WithoutProcOnlyTheCpuTimeIsKnown) { EXPECT_EQ(process_families({}).size(), 1U); }

TEST(MetricFamilies, ProcessValuesArePlausible) {
  const ProcessValues values = process_values();
  EXPECT_GT(values.resident_bytes.value(), 1U << 20);
  EXPECT_GE(values.open_descriptors.value(), 3U);
  const auto now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  EXPECT_NEAR(values.start_seconds.value(), now, 3600);
  EXPECT_LE(values.start_seconds.value(), now + 2);
}

}  // namespace
}  // namespace seiload::run
