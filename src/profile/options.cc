#include "profile/options.h"

#include "base/text.h"
#include "net/header_field.h"
#include "net/known_addresses.h"
#include "net/proxy.h"
#include "net/tls_names.h"

namespace seiload::profile {
namespace {

// In ns, as ranges are.
constexpr std::uint64_t kMillisecond = 1'000'000, kMinute = 60'000'000'000, kHour = 60 * kMinute;

template <class T>
base::Status status_of(base::Result<T> result) {
  if (!result) return std::move(result).error();
  return {};
}

base::Status check_header(std::string_view text) { return status_of(net::parse_header(text)); }
base::Status check_known(std::string_view text) { return status_of(net::parse_known_addresses(text)); }
base::Status check_pin(std::string_view text) { return net::check_pin(text); }
base::Status check_server_name(std::string_view text) {
  if (text.empty() || net::is_server_name(text)) return {};
  return base::invalid_input(base::cat("expected a host name or an IP address, got ", base::quote(text)));
}
base::Status check_proxy(std::string_view text) {
  if (text.empty() || text == "env") return {};
  return status_of(net::parse_proxy(text));
}

// One row an option, not one line a field.
// clang-format off
constexpr Option kOptions[] = {
    {.name = "tps", .letter = 't', .key = "tps", .argument = "N", .topic = Topic::load,
     .help = "transactions a second, over the whole process; fractions allowed; 0 = as fast as the target "
             "takes them",
     .field = &Settings::tps},
    {.name = "duration", .key = "duration", .argument = "D", .topic = Topic::load,
     .help = "stop after this time of load; 0 = run until SIGINT or SIGTERM",
     .field = &Settings::duration, .most = 87'600 * kHour},
    {.name = "warmup", .key = "warmup", .argument = "D", .topic = Topic::load,
     .help = "load before --duration begins, in none of the report's figures; counts apart",
     .field = &Settings::warmup, .most = 24 * kHour},
    {.name = "cooldown", .key = "cooldown", .argument = "D", .topic = Topic::load,
     .help = "the same after --duration has ended", .field = &Settings::cooldown, .most = 24 * kHour},
    {.name = "max-txs", .key = "maxTxs", .argument = "N", .topic = Topic::load,
     .help = "stop after this many accepted transactions; 0 = no such end", .field = &Settings::max_txs,
     .commands = kOfRun | kOfSign},
    {.name = "max-spend", .key = "maxSpend", .argument = "AMOUNT", .topic = Topic::load,
     .help = "refuse a run that may cost more, set-up included, and end one before it does: wei, or as in "
             "2ether, '5 gwei'; empty = no limit",
     .field = &Settings::max_spend},
    {.name = "arrival-model", .key = "arrivalModel", .argument = "M", .topic = Topic::load,
     .help = "closed_loop: send when there is room in flight; open_loop: send when due, whatever the target "
             "does; poisson: the same, due at random",
     .field = &Settings::arrival_model},
    {.name = "rate-file", .key = "rateFile", .argument = "FILE", .topic = Topic::load,
     .help = "the rate over time, instead of --tps: lines of SECONDS RATE, between which it changes "
             "steadily; - = standard input; empty = none",
     .field = &Settings::rate_file},
    {.name = "max-in-flight", .key = "maxInFlight", .argument = "N", .topic = Topic::load,
     .help = "most transactions sent and not yet answered", .field = &Settings::max_in_flight,
     .least = 1, .most = 10'000'000},
    {.name = "account-in-flight", .key = "accountInFlight", .argument = "N", .topic = Topic::load,
     .help = "most transactions of one account sent and not yet answered",
     .field = &Settings::account_in_flight,
     .least = 1, .most = 10'000},
    {.name = "drain", .key = "drain", .argument = "D", .topic = Topic::load,
     .help = "how long a stop waits for outstanding answers", .field = &Settings::drain,
     .most = kMinute},
    {.name = "dry-run", .key = "dryRun", .topic = Topic::load,
     .help = "build and sign, but open no connection and send nothing", .field = &Settings::dry_run},
    {.name = "ramp-up", .key = "rampUp", .topic = Topic::load,
     .help = "raise the rate in steps, instead of --tps, until blocks slow down; then stop, with status 0",
     .field = &Settings::ramp_up},
    {.name = "ramp-start", .key = "rampStart", .argument = "N", .topic = Topic::load,
     .help = "transactions a second in the first step", .field = &Settings::ramp_start, .least = 1,
     .most = kMaxFraction},
    {.name = "ramp-step", .key = "rampStep", .argument = "N", .topic = Topic::load,
     .help = "increase of the rate in each further step", .field = &Settings::ramp_step, .least = 1,
     .most = kMaxFraction},
    {.name = "ramp-hold", .key = "rampHold", .argument = "D", .topic = Topic::load,
     .help = "how long a step holds its rate", .field = &Settings::ramp_hold, .least = kMillisecond,
     .most = 24 * kHour},
    {.name = "ramp-rest", .key = "rampRest", .argument = "D", .topic = Topic::load,
     .help = "how long the rate falls to one a second after each step", .field = &Settings::ramp_rest,
     .most = 24 * kHour},
    {.name = "ramp-max-block-time", .key = "rampMaxBlockTime", .argument = "D", .topic = Topic::load,
     .help = "the ramp ends when the time between the blocks of the last 30 seconds is above this",
     .field = &Settings::ramp_max_block_time, .least = kMillisecond, .most = kHour},
    {.name = "ramp-percentile", .key = "rampPercentile", .argument = "N", .topic = Topic::load,
     .help = "the percentile of the block time that --ramp-max-block-time limits",
     .field = &Settings::ramp_percentile, .least = 1,
     .most = 100},
    {.name = "find-limit", .key = "findLimit", .topic = Topic::load,
     .help = "search for the highest rate that holds, instead of --tps; then stop, with status 0",
     .field = &Settings::find_limit},
    {.name = "find-from", .key = "findFrom", .argument = "N", .topic = Topic::load,
     .help = "with --find-limit: transactions a second in the first step",
     .field = &Settings::find_from, .least = 1, .most = kMaxFraction},
    {.name = "find-to", .key = "findTo", .argument = "N", .topic = Topic::load,
     .help = "with --find-limit: try no higher rate; 0 = no bound", .field = &Settings::find_to,
     .most = kMaxFraction},
    {.name = "find-resolution", .key = "findResolution", .argument = "SHARE", .topic = Topic::load,
     .help = "with --find-limit: how far apart the rate that holds and the one that does not may be",
     .field = &Settings::find_resolution},
    {.name = "hold", .key = "hold", .argument = "D", .topic = Topic::load,
     .help = "with --find-limit: how long the best rate is held to confirm it; other steps last a quarter of "
             "it",
     .field = &Settings::hold, .least = kMillisecond, .most = 24 * kHour},
    {.name = "prewarm", .key = "prewarm", .topic = Topic::load,
     .help = "one self-transfer an account before the run, not counted as load",
     .field = &Settings::prewarm},

    {.name = "keys", .key = "keys", .argument = "FILE", .topic = Topic::accounts,
     .help = "the accounts' private keys, one a line in hex, # begins a comment; the pool has as many "
             "accounts if --accounts is not given; empty = they follow from --seed",
     .field = &Settings::keys, .commands = kOfRun | kOfAccountCommands},
    {.name = "mnemonic-file", .key = "mnemonicFile", .argument = "FILE", .topic = Topic::accounts,
     .help = "take the accounts of the mnemonic in this file, BIP-39 words, path m/44'/60'/0'/0/i; empty = "
             "none",
     .field = &Settings::mnemonic_file, .commands = kOfRun | kOfAccountCommands},

    {.name = "allow-mainnet", .key = "allowMainnet", .argument = "NAME", .topic = Topic::target,
     .help = "let the run go to the public main network of this name, where coin is worth money; empty = "
             "none",
     .field = &Settings::allow_mainnet, .commands = kOfRun | kOfAccountCommands},

    {.name = "nodes", .letter = 'n', .key = "nodes", .argument = "N", .topic = Topic::connections,
     .help = "use only the first N endpoints; 0 = all", .field = &Settings::nodes,
     .commands = kOfRun | kOfSign},
    {.name = "all-addresses", .key = "allAddresses", .topic = Topic::connections,
     .help = "make each address of an endpoint's name an endpoint of its own, and follow those that come "
             "and go",
     .field = &Settings::all_addresses,
     .commands = kOfRun | kOfSign},
    {.name = "start-without", .key = "startWithout", .argument = "N", .topic = Topic::connections,
     .help = "begin with up to N endpoints unreachable; they take load once they answer",
     .field = &Settings::start_without, .most = 10'000,
     .commands = kOfRun | kOfSign},
    {.name = "workers", .key = "workers", .argument = "N", .topic = Topic::connections,
     .help = "threads that sign and send; 0 = one a CPU, up to 8", .field = &Settings::workers, .most = 256,
     .commands = kOfRun | kOfSign},
    {.name = "connections", .key = "connections", .argument = "N", .topic = Topic::connections,
     .help = "most connections to one endpoint", .field = &Settings::connections, .least = 1, .most = 65'535},
    {.name = "batch", .key = "batch", .argument = "N", .topic = Topic::connections,
     .help = "most transactions sent together, as one JSON-RPC batch; 1 = no batches",
     .field = &Settings::batch,
     .least = 1, .most = 10'000},
    {.name = "batch-linger", .key = "batchLinger", .argument = "D", .topic = Topic::connections,
     .help = "longest time that an incomplete batch is held", .field = &Settings::batch_linger,
     .most = kMinute},
    {.name = "pipeline", .key = "pipeline", .argument = "N", .topic = Topic::connections,
     .help = "most outstanding HTTP requests on one connection, written without waiting for answers",
     .field = &Settings::pipeline, .least = 1, .most = 1'000},
    {.name = "buffer-size", .letter = 'b', .key = "bufferSize", .argument = "N", .topic = Topic::connections,
     .help = "most signed transactions waiting for a connection to one endpoint",
     .field = &Settings::buffer_size,
     .least = 1, .most = 10'000'000},
    {.name = "startup-timeout", .key = "startupTimeout", .argument = "D", .topic = Topic::connections,
     .help = "how long to try to reach every endpoint at the start", .field = &Settings::startup_timeout,
     .least = kMillisecond, .most = 24 * kHour, .commands = kOfAll},
    {.name = "connect-timeout", .key = "connectTimeout", .argument = "D", .topic = Topic::connections,
     .help = "how long one connection may take to open", .field = &Settings::connect_timeout,
     .least = kMillisecond, .most = kHour,
     .commands = kOfRun | kOfSign},
    {.name = "request-timeout", .key = "requestTimeout", .argument = "D", .topic = Topic::connections,
     .help = "time allowed from sending a request to its complete answer",
     .field = &Settings::request_timeout,
     .least = kMillisecond, .most = kHour,
     .commands = kOfRun | kOfSign},

    {.name = kHeader, .letter = 'H', .key = "headers", .argument = "HEADER", .topic = Topic::connections,
     .help = "send this header, 'Name: value', with every request and WebSocket handshake to endpoints; "
             "repeatable; replaces the profile's headers",
     .field = &Settings::headers, .repeatable = true, .commands = kOfAll, .check = check_header},
    {.name = "header-file", .key = "headerFile", .argument = "FILE", .topic = Topic::connections,
     .help = "the same for each line of this file; # begins a comment; empty = none",
     .field = &Settings::header_file, .commands = kOfAll},
    {.name = "bearer-token-file", .key = "bearerTokenFile", .argument = "FILE", .topic = Topic::connections,
     .help = "send the token in this file, as Authorization: Bearer; read once; empty = none",
     .field = &Settings::bearer_token_file, .commands = kOfAll},
    {.name = "bearer-token-env", .key = "bearerTokenEnv", .argument = "NAME", .topic = Topic::connections,
     .help = "the same with the token in this environment variable; empty = none",
     .field = &Settings::bearer_token_env, .commands = kOfAll},
    {.name = "resolve", .key = "resolve", .argument = "HOST:PORT:ADDR", .topic = Topic::connections,
     .help = "connect to this address for endpoints at HOST:PORT, without a look-up of the name; several "
             "with commas between; repeatable; replaces the profile's resolve",
     .field = &Settings::resolve, .repeatable = true, .commands = kOfAll, .check = check_known},
    {.name = "proxy", .key = "proxy", .argument = "URL", .topic = Topic::connections,
     .help = "reach endpoints through this HTTP proxy, http://[USER:PASSWORD@]HOST:PORT; env = as "
             "http_proxy, https_proxy and no_proxy say; empty = none",
     .field = &Settings::proxy, .commands = kOfAll, .check = check_proxy},

    {.name = "ca-file", .key = "caFile", .argument = "FILE", .topic = Topic::connections,
     .help = "trust the CA certificates of this PEM file for https:// and wss://; empty = "
             "SSL_CERT_FILE, else the system's",
     .field = &Settings::ca_file, .commands = kOfAll},
    {.name = "tls-pin", .key = "tlsPin", .argument = "PIN", .topic = Topic::connections,
     .help = "trust only a server with this key, sha256/BASE64 of its SubjectPublicKeyInfo; without "
             "--ca-file that is all that is checked; repeatable; replaces the profile's tlsPin",
     .field = &Settings::tls_pins, .repeatable = true, .commands = kOfAll, .check = check_pin},
    {.name = "tls-insecure", .key = "tlsInsecure", .topic = Topic::connections,
     .help = "do not check the server's certificate: anybody may read and answer",
     .field = &Settings::tls_insecure, .commands = kOfAll},
    {.name = "tls-cert", .key = "tlsCert", .argument = "FILE", .topic = Topic::connections,
     .help = "a client certificate in PEM, with those that lead to its root, for servers that ask; empty = "
             "none",
     .field = &Settings::tls_cert, .commands = kOfAll},
    {.name = "tls-key", .key = "tlsKey", .argument = "FILE", .topic = Topic::connections,
     .help = "its private key in PEM, EC P-256 or RSA; empty = none", .field = &Settings::tls_key,
     .commands = kOfAll},
    {.name = "tls-server-name", .key = "tlsServerName", .argument = "HOST", .topic = Topic::connections,
     .help = "the name that a server's certificate must be for; empty = the URL's host",
     .field = &Settings::tls_server_name, .commands = kOfAll, .check = check_server_name},

    {.name = "stats-interval", .letter = 's', .key = "statsInterval", .argument = "D", .topic = Topic::output,
     .help = "time between progress lines", .field = &Settings::stats_interval, .least = kMillisecond,
     .most = 24 * kHour},
    {.name = "report-path", .key = "reportPath", .argument = "FILE", .topic = Topic::output,
     .help = "also write the final report to this file; empty = none", .field = &Settings::report_path},
    {.name = "report-format", .key = "reportFormat", .argument = "F", .topic = Topic::output,
     .help = "text or json: the form of the final report", .field = &Settings::report_format},
    {.name = "percentiles", .key = "percentiles", .argument = "LIST", .topic = Topic::output,
     .help = "percentiles of latencies in the report, above 0 and at most 100, with commas between",
     .field = &Settings::percentiles},
    {.name = "quiet", .letter = 'q', .key = "quiet", .topic = Topic::output,
     .help = "log only warnings and errors: no progress lines", .field = &Settings::quiet,
     .commands = kOfRun | kOfSign},
    {.name = "debug", .key = "debug", .topic = Topic::output,
     .help = "one log line a transaction", .field = &Settings::debug},
    {.name = "traceparent", .key = "traceparent", .topic = Topic::output,
     .help = "send a W3C traceparent header with each transaction's request; OpenMetrics shows trace ids as "
             "exemplars",
     .field = &Settings::traceparent},
    {.name = "metrics-listen-addr", .alias = "metricsListenAddr", .key = "metricsListenAddr",
     .argument = "ADDR",
     .topic = Topic::output,
     .help = "serve Prometheus metrics at http://ADDR/metrics; port 0 = any; empty = off",
     .field = &Settings::metrics_listen_addr},
    {.name = kFlushDelay, .key = "postSummaryFlushDelay", .argument = "D", .topic = Topic::output,
     .help = "keep serving metrics after the report until they have been scraped once more, at most this "
             "long",
     .field = &Settings::post_summary_flush_delay, .most = 24 * kHour},
    {.name = "textfile", .key = "textfile", .argument = "FILE", .topic = Topic::output,
     .help = "write the final metrics to this file, for node_exporter; empty = none",
     .field = &Settings::textfile},
    {.name = "termination-log", .key = "terminationLog", .argument = "FILE", .topic = Topic::output,
     .help = "write a summary of less than 4096 bytes to this file, for Kubernetes; empty = none",
     .field = &Settings::termination_log},

    {.name = "track-blocks", .key = "trackBlocks", .topic = Topic::watching,
     .help = "watch the blocks: the time between them, their gas, how many transactions",
     .field = &Settings::track_blocks},
    {.name = "track-receipts", .key = "trackReceipts", .topic = Topic::watching,
     .help = "find each accepted transaction in its block, and whether it succeeded",
     .field = &Settings::track_receipts},
    {.name = "receipts", .key = "receipts", .argument = "M", .topic = Topic::watching,
     .help = "with --track-receipts: sample = read as many blocks' receipts as a tenth of the time allows, "
             "all = read the "
             "rest after the load, none = go by the hashes in the blocks alone",
     .field = &Settings::receipts},
    {.name = "no-receipts", .key = "noReceipts", .topic = Topic::watching,
     .help = "the same as --receipts none", .field = &Settings::no_receipts},
    {.name = "inclusion-limit", .key = "inclusionLimit", .argument = "N", .topic = Topic::watching,
     .help = "most accepted transactions followed at a time, about 80 bytes of memory each",
     .field = &Settings::inclusion_limit, .least = 1, .most = 100'000'000},
    {.name = "ws-endpoint", .key = "wsEndpoint", .argument = "URL", .topic = Topic::watching,
     .help = "subscribe to new heads and read blocks here, a ws:// URL or a socket's path, instead of where "
             "the first "
             "endpoint may have them; empty = there",
     .field = &Settings::ws_endpoint},
    {.name = "inclusion-reap-after", .key = "inclusionReapAfter", .argument = "D", .topic = Topic::watching,
     .help = "give up on a transaction not seen in a block for this long",
     .field = &Settings::inclusion_reap_after,
     .least = kMillisecond, .most = 24 * kHour},
    {.name = "inclusion-drain", .key = "inclusionDrain", .argument = "D", .topic = Topic::watching,
     .help = "how long the end of a run waits for the last transactions to be included; not given = two "
             "block times, "
             "from 1s to 10s",
     .field = &Settings::inclusion_drain, .most = kHour},
    {.name = "track-user-latency", .key = "trackUserLatency", .topic = Topic::watching,
     .help = "latency by the time stamps in the values of transfers", .field = &Settings::track_user_latency},

    {.name = "replay", .key = "replay", .argument = "FILE", .topic = Topic::files,
     .help = "send the signed transactions of this corpus of 'seiload sign', instead of scenarios, to its "
             "end; - = standard input; empty = off",
     .field = &Settings::replay},
    {.name = "txs-dir", .key = "txsDir", .argument = "DIR", .topic = Topic::files,
     .help = "write blocks of signed transactions here, HEIGHT_txs.json each, instead of sending; empty = "
             "off",
     .field = &Settings::txs_dir},
    {.name = "target-gas", .key = "targetGas", .argument = "N", .topic = Topic::files,
     .help = "with --txs-dir: most gas of a written block, all gas limits together",
     .field = &Settings::target_gas, .least = 1, .requires_option = "txs-dir"},
    {.name = "num-blocks-to-write", .key = "numBlocksToWrite", .argument = "N", .topic = Topic::files,
     .help = "with --txs-dir: stop after this many written blocks",
     .field = &Settings::num_blocks_to_write, .least = 1, .requires_option = "txs-dir"},
};
// clang-format on

}  // namespace

std::span<const Option> setting_options() { return kOptions; }

}  // namespace seiload::profile
