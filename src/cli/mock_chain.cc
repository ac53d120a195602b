#include "cli/mock_chain.h"

#include <limits>
#include <optional>

#include "base/number.h"
#include "base/text.h"
#include "cli/choose_cpu.h"
#include "cli/layout.h"
#include "cli/misuse.h"
#include "cli/words.h"
#include "profile/options.h"
#include "profile/profile.h"

namespace seiload::cli {
namespace {

using base::cat;

constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();

// Keeps what was read, or says why nothing was.
template <typename T, typename Out>
std::string keep(base::Result<T> read, Out& out) {
  if (!read) return std::move(read).error().message;
  out = std::move(*read);
  return {};
}

std::string take_whole(std::string_view value, std::uint64_t least, std::uint64_t most, std::uint64_t& out) {
  return keep(profile::parse_whole(value, least, most), out);
}

std::string take_flag(std::string_view value, bool& out) { return keep(profile::parse_flag(value), out); }

std::string take_listen(MockChainCommand& command, std::string_view value) {
  const auto read = net::Address::parse(value);
  if (!read)
    return cat("expected an address and a port such as 127.0.0.1:8545 or [::1]:0, got ", base::quote(value));
  command.address = *read;
  return {};
}

std::string take_block_time(MockChainCommand& command, std::string_view value) {
  const auto read = base::parse_duration(value);
  if (!read || *read < std::chrono::milliseconds(1) || *read > std::chrono::hours(1))
    return cat("expected a duration such as 10s, from 1ms to 1h, got ", base::quote(value));
  command.options.config.block_time = *read;
  return {};
}

std::string take_pool_ttl(MockChainCommand& command, std::string_view value) {
  const auto read = base::parse_duration(value);
  if (!read) return cat("expected a duration such as 5s, got ", base::quote(value));
  command.options.config.pool_ttl = *read;
  return {};
}

std::string take_overflow(MockChainCommand& command, std::string_view value) {
  const auto read = mockchain::overflow_of(value);
  if (!read) return cat("expected refuse or drop, got ", base::quote(value));
  command.options.config.pool_overflow = *read;
  return {};
}

std::string take_balance(MockChainCommand& command, std::string_view value) {
  const auto read = base::Uint256::from_decimal(value);
  if (!read) return cat("expected a whole number under 2^256, got ", base::quote(value));
  command.options.config.balance = *read;
  return {};
}

std::string take_fault(MockChainCommand& command, std::string_view value) {
  mockchain::Fault fault;
  std::string why = keep(mockchain::parse_fault(value), fault);
  if (why.empty()) command.options.faults.push_back(fault);
  return why;
}

std::string take_help(MockChainCommand& command, std::string_view value) {
  bool help = false;
  std::string why = take_flag(value, help);
  if (help) command.action = MockChainCommand::Action::help;
  return why;
}

using Target = MockChainCommand;
using Text = std::string_view;

constexpr MockChainOption kOptions[] = {
    {"listen", "ADDRESS:PORT", "127.0.0.1:8545", "where to serve; port 0 takes a free one, which is printed",
     take_listen},
    {"block-time", "D", "400ms", "the time between two blocks, from 1ms to 1h", take_block_time},
    {"chain-id", "N", "1337", "the chain id",
     [](Target& to, Text value) {
       return take_whole(value, 1, profile::kMaxChainId, to.options.config.chain_id);
     }},
    {"gas-limit", "N", "100000000", "gas of a block, 21000 or more",
     [](Target& to, Text value) { return take_whole(value, 21000, kMost, to.options.config.gas_limit); }},
    {"max-pool", "N", "100000", "transactions that may wait for a block",
     [](Target& to, Text value) { return take_whole(value, 1, 10'000'000, to.options.config.max_pool); }},
    {"pool-overflow", "refuse|drop", "refuse",
     "what comes beyond max-pool is refused, or accepted and dropped, as an overloaded geth does",
     take_overflow},
    {"pool-ttl", "D", "0s", "a transaction that has waited longer is dropped, without an error; 0s: never",
     take_pool_ttl},
    {"pool-ttl-blocks", "N", "0", "a transaction that was not in so many blocks is dropped; 0: never",
     [](Target& to, Text value) { return take_whole(value, 0, kMost, to.options.config.pool_ttl_blocks); }},
    {"capacity", "N", "0",
     "transactions a second that the node can handle; more wait, and its answers slow down; 0: no limit",
     [](Target& to, Text value) {
       return take_whole(value, 0, profile::kMaxCapacity, to.options.config.capacity);
     }},
    {"balance", "WEI", "1000000000000000000000000",
     "initial balance of every account, in wei; 0: accounts must be funded", take_balance},
    {"strict", "", "true", "refuse what a node refuses; false takes whatever decodes",
     [](Target& to, Text value) { return take_flag(value, to.options.config.strict); }},
    {"fault", "SPEC", "",
     "misbehave on purpose, as in 'stall:for=2s:every=10s' or 'reset:share=0.01'; repeatable, see the manual",
     take_fault},
    {"seed", "N", "", "seed of the randomness of --fault; random if not given",
     [](Target& to, Text value) { return to.has_seed = true, take_whole(value, 0, kMost, to.options.seed); }},
    {"cpu", "PATH", "",
     "recover senders by portable, x86 or avx512 code; the fastest that the processor can do if not given",
     [](Target& to, Text value) { return keep(choose_cpu(value, crypto::available_paths()), to.cpu); }},
    {"help", "", "", "print this, and exit", take_help, 'h'},
};

constexpr std::size_t kIndent = 28;

}  // namespace

std::span<const MockChainOption> mock_chain_options() { return kOptions; }

std::span<const Option* const> mock_chain_table() {
  static const std::vector<const Option*> kTable = [] {
    std::vector<const Option*> table;
    for (const MockChainOption& option : kOptions) table.push_back(&option);
    return table;
  }();
  return kTable;
}

MockChainCommand parse_mock_chain(std::span<const char* const> words) {
  static constexpr const Option* kListsKeys[] = {&kWithKeys};
  const Command commands[] = {
      {kMockChainProgram, mock_chain_table()}, {"seiload accounts", kListsKeys}, {kProgram, all_options()}};
  CommandWords read = read_words(words, commands);
  MockChainCommand command;
  command.problems = std::move(read.problems);
  for (const std::string& word : read.operands)
    command.problems.push_back(explain_operand(word, kMockChainProgram));
  for (const Given& given : read.given) {
    const auto& option = static_cast<const MockChainOption&>(*given.option);
    if (const std::string why = option.take(command, given.text); !why.empty())
      command.problems.push_back(cat(given.spelt, ": ", why));
  }
  return command;
}

std::string mock_chain_help() {
  std::string out =
      "usage: seiload mock-chain [OPTION]...\n"
      "\n"
      "Serves JSON-RPC like a node of an EVM chain, over HTTP and WebSocket, and\n"
      "executes no contracts: it accepts transactions as a node does, puts them into\n"
      "blocks and moves what they transfer.\n"
      "A target for first runs, for calibration and for tests. Ends by a signal.\n"
      "\n";
  for (const MockChainOption& option : kOptions) {
    std::string left =
        option.letter != 0 ? cat("  -", option.letter, ", --", option.name) : cat("      --", option.name);
    if (!option.argument.empty()) left += cat(' ', option.argument);
    const std::string initial =
        option.initial.empty() ? std::string() : cat(" (default ", option.initial, ")");
    append_entry(out, left, cat(option.help, initial), kIndent);
  }
  return out;
}

std::string mock_chain_banner(const mockchain::Config& config, const net::Address& address) {
  return cat("http://", address.to_text(), "\nseiload mock-chain: chain id ", config.chain_id,
             ", a block every ", base::format_duration(config.block_time), "; it executes no contracts\n");
}

std::string mock_chain_status(const mockchain::Chain& chain) {
  const mockchain::BlockPtr latest = chain.latest();
  const auto counts = chain.pool_counts();
  return base::cat("seiload: SIGUSR1: block ", latest->number, " with ", latest->transactions.size(),
                   " transactions; in the pool ", counts.pending, " pending, ", counts.queued, " queued\n");
}

}  // namespace seiload::cli
