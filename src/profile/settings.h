#pragma once
// Everything that tunes a run, with its default. What each is called, its range and its meaning stand in
// profile/options.h, in the one table that the command line, the profile, --help and --check share.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/duration.h"
#include "base/percentile.h"

namespace seiload::profile {

enum class ArrivalModel { closed_loop, open_loop, poisson };  // poisson: open loop, due at random
enum class ReportFormat { text, json };
enum class ReceiptMode { sample, all, none };

struct Settings {
  using Duration = base::Duration;

  // Rate and end of the load.
  double tps = 0;  // transactions a second over the whole process; 0 = as fast as the target accepts them
  ArrivalModel arrival_model = ArrivalModel::closed_loop;  // open_loop: tps > 0
  std::uint64_t max_in_flight = 10'000;                    // > 0
  std::uint64_t account_in_flight = 1;                     // > 0
  Duration duration{0};                                    // 0 = until a signal
  std::string max_spend;                                   // an amount (eth/amount.h); empty: no limit
  std::uint64_t max_txs = 0;                               // accepted transactions; 0 = no such end
  Duration drain = std::chrono::seconds(1);
  bool dry_run = false;
  bool ramp_up = false;                             // the rate by the steps below, not by tps
  std::uint64_t ramp_start = 100, ramp_step = 100;  // transactions a second, > 0
  Duration ramp_hold = std::chrono::seconds(120);   // > 0
  Duration ramp_rest = std::chrono::seconds(30);
  Duration ramp_max_block_time = std::chrono::seconds(1);
  std::uint64_t ramp_percentile = 90;  // of the time between blocks
  bool prewarm = false;

  // --find-limit: the rate by a search, not by tps.
  bool find_limit = false;
  std::uint64_t find_from = 100, find_to = 0;  // transactions a second; > 0, and 0 = no bound
  std::string find_resolution = "5%";          // a share
  Duration hold = std::chrono::seconds(60);    // of the rate that is confirmed; > 0

  // Before and after what is measured.
  Duration warmup{0}, cooldown{0};
  struct RatePoint {
    double seconds = 0, per_second = 0;
  };
  std::string rate_file;               // "-" for standard input; empty = none
  std::vector<RatePoint> rate_points;  // no option: what it holds; between two the rate changes steadily

  bool is_open_loop() const { return arrival_model != ArrivalModel::closed_loop; }

  std::string allow_mainnet;  // a name of eth/main_networks.h; empty: none

  // Accounts.
  std::string keys;           // a file of private keys; empty: they follow from the seed
  std::string mnemonic_file;  // the same, by a mnemonic

  // Connections.
  std::uint64_t nodes = 0;          // use only the first so many endpoints; 0 = all
  bool all_addresses = false;       // each address of an endpoint's name is an endpoint
  std::uint64_t start_without = 0;  // endpoints that may be unreachable at the start
  std::uint64_t workers = 0;        // threads; 0 = one per CPU, up to 8
  std::uint64_t connections = 256;  // at most, an endpoint
  std::uint64_t batch = 1;          // transactions a request, at most
  Duration batch_linger = std::chrono::milliseconds(1);
  std::uint64_t pipeline = 1;        // HTTP requests out on a connection, at most
  std::uint64_t buffer_size = 1000;  // signed transactions waiting for a connection, an endpoint
  Duration startup_timeout = std::chrono::seconds(30);
  Duration connect_timeout = std::chrono::seconds(10);
  Duration request_timeout = std::chrono::seconds(30);
  std::vector<std::string> headers;  // "Name: value", each sound (net/header_field.h); of every request
  std::string header_file;           // more of them, one a line
  std::string bearer_token_file, bearer_token_env;  // where the token of Authorization is
  std::vector<std::string> resolve;                 // net/known_addresses.h
  std::string ca_file;                              // empty: the system's certificates
  std::vector<std::string> tls_pins;                // "sha256/BASE64", each sound
  bool tls_insecure = false;                        // any certificate will do
  std::string tls_cert, tls_key;                    // files of a client certificate, given together
  std::string tls_server_name;                      // empty: the endpoint's host
  std::string proxy;  // a URL, net/proxy.h; "env": as variables say; empty: none

  // Watching the chain.
  bool track_receipts = false;
  Duration inclusion_reap_after = std::chrono::seconds(30);
  bool track_blocks = false;
  bool track_user_latency = false;
  ReceiptMode receipts = ReceiptMode::sample;
  bool no_receipts = false;                   // the same as receipts none
  std::uint64_t inclusion_limit = 1'000'000;  // accepted transactions followed at a time, at most; > 0
  std::string ws_endpoint;                    // empty: guessed from the first endpoint
  std::optional<Duration> inclusion_drain;    // nothing: two block times, from 1s to 10s

  ReceiptMode receipt_mode() const { return no_receipts ? ReceiptMode::none : receipts; }

  // Output.
  Duration stats_interval = std::chrono::seconds(10);
  std::string report_path;                             // empty = none
  std::string percentiles{base::kDefaultPercentiles};  // of latencies, see base/percentile.h
  ReportFormat report_format = ReportFormat::text;
  bool quiet = false;
  bool debug = false;
  bool traceparent = false;                          // every endpoint is http://
  std::string metrics_listen_addr = "0.0.0.0:9090";  // empty = off
  Duration post_summary_flush_delay = std::chrono::seconds(25);
  bool flush_delay_given = false;  // no option: post_summary_flush_delay was given and is no default
  std::string textfile;            // empty = none
  std::string termination_log;     // empty = none

  // Transaction files.
  std::string replay;   // a corpus to send, "-" for standard input; empty = off. Closed loop only
  std::string txs_dir;  // empty = off
  std::uint64_t target_gas = 10'000'000;
  std::uint64_t num_blocks_to_write = 100;
};

}  // namespace seiload::profile
