#include "cli/mock_chain.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/text.h"
#include "mockchain/chain.h"
#include "profile/profile.h"

namespace seiload::cli {
namespace {

using base::cat;

MockChainCommand parse(const std::vector<const char*>& words) { return parse_mock_chain(words); }

TEST(MockChainOptions, DefaultsAreThoseOfTheTable) {
  std::vector<std::string> words;
  for (const MockChainOption& option : mock_chain_options())
    if (!option.initial.empty()) words.push_back(cat("--", option.name, "=", option.initial));
  std::vector<const char*> pointers;
  pointers.reserve(words.size());
  for (const std::string& word : words) pointers.push_back(word.c_str());
  const MockChainCommand given = parse(pointers), none = parse({});
  EXPECT_EQ(given.problems, std::vector<std::string>());
  EXPECT_EQ(given.address, none.address);
  const mockchain::Config &a = given.options.config, &b = none.options.config;
  EXPECT_EQ(a.chain_id, b.chain_id);
  EXPECT_EQ(a.gas_limit, b.gas_limit);
  EXPECT_EQ(a.max_pool, b.max_pool);
  EXPECT_EQ(a.pool_overflow, b.pool_overflow);
  EXPECT_EQ(a.pool_ttl, b.pool_ttl);
  EXPECT_EQ(a.pool_ttl_blocks, b.pool_ttl_blocks);
  EXPECT_EQ(a.capacity, b.capacity);
  EXPECT_EQ(a.balance, b.balance);
  EXPECT_EQ(a.block_time, b.block_time);
  EXPECT_EQ(a.strict, b.strict);
}

// The profile's mockChain and these options mean the same.
TEST(MockChainOptions, DefaultsAreThoseOfAProfile) {
  const mockchain::Config config;
  const profile::MockChain chain;
  EXPECT_EQ(config.chain_id, profile::kMockChainId);
  EXPECT_EQ(config.block_time, chain.block_time);
  EXPECT_EQ(config.gas_limit, chain.gas_limit);
  EXPECT_EQ(config.max_pool, chain.max_pool);
  EXPECT_EQ(config.pool_overflow, mockchain::overflow_of(chain.pool_overflow));
  EXPECT_EQ(config.pool_ttl, chain.pool_ttl);
  EXPECT_EQ(config.pool_ttl_blocks, chain.pool_ttl_blocks);
  EXPECT_EQ(config.capacity, chain.capacity);
  EXPECT_EQ(config.balance, chain.balance);
  EXPECT_EQ(config.strict, chain.strict);
}

TEST(MockChainOptions, AreTaken) {
  const MockChainCommand got = parse(
      {"--listen", "[::1]:0", "--block-time=1s", "--chain-id", "7", "--gas-limit=30000000", "--max-pool=5",
       "--pool-overflow=drop", "--pool-ttl", "5s", "--pool-ttl-blocks=10", "--capacity=900", "--balance=0",
       "--strict=false",
       "--fault", "reset:share=0.5", "--fault=skip", "--seed=3", "--cpu", "portable"});
  EXPECT_EQ(got.problems, std::vector<std::string>());
  EXPECT_EQ(got.address.to_text(), "[::1]:0");
  EXPECT_EQ(got.options.config.block_time, std::chrono::seconds(1));
  EXPECT_EQ(got.options.config.chain_id, 7u);
  EXPECT_EQ(got.options.config.gas_limit, 30'000'000u);
  EXPECT_EQ(got.options.config.max_pool, 5u);
  EXPECT_EQ(got.options.config.pool_overflow, mockchain::Config::Overflow::drop);
  EXPECT_EQ(got.options.config.pool_ttl, std::chrono::seconds(5));
  EXPECT_EQ(got.options.config.pool_ttl_blocks, 10u);
  EXPECT_EQ(got.options.config.capacity, 900u);
  EXPECT_EQ(got.options.config.balance, base::Uint256());
  EXPECT_FALSE(got.options.config.strict);
  EXPECT_EQ(got.options.faults.size(), 2u);
  EXPECT_EQ(got.options.seed, 3u);
  EXPECT_EQ(got.cpu, crypto::CpuPath::portable);
  EXPECT_EQ(parse({}).cpu, std::nullopt);
  EXPECT_EQ(parse({"-h"}).action, MockChainCommand::Action::help);
  EXPECT_EQ(parse({"--help"}).action, MockChainCommand::Action::help);
}

TEST(MockChainOptions, Refused) {
  const struct {
    std::vector<const char*> words;
    const char* want;
  } cases[] = {
      {{"serve"}, "'serve': unexpected argument"},
      {{"help"}, "'help': unexpected argument; write 'seiload mock-chain --help'"},
      {{"--seed=1", "--", "--seed"}, "'--seed': unexpected argument"},
      {{"-x"}, "'-x': unknown option of 'seiload mock-chain'"},
      {{"--tps", "7"}, "--tps: an option of 'seiload', not of 'seiload mock-chain'"},
      {{"-t7"}, "-t: an option of 'seiload', not of 'seiload mock-chain'"},
      {{"--quiet"}, "--quiet: an option of 'seiload', not of 'seiload mock-chain'"},
      {{"--with-keys"}, "--with-keys: an option of 'seiload accounts', not of 'seiload mock-chain'"},
      {{"--bloc", "7"}, "'--bloc': unknown option of 'seiload mock-chain'"},
      {{"--block"}, "'--block': unknown option of 'seiload mock-chain'"},
      {{"--block-tim=1s"},
       "'--block-tim': unknown option of 'seiload mock-chain'; did you mean '--block-time'?"},
      {{"--listen"}, "--listen: needs a value, ADDRESS:PORT"},
      {{"--listen=localhost:1"},
       "--listen: expected an address and a port such as 127.0.0.1:8545 or [::1]:0, got 'localhost:1'"},
      {{"--block-time=0s"}, "--block-time: expected a duration such as 10s, from 1ms to 1h, got '0s'"},
      {{"--pool-overflow=evict"}, "--pool-overflow: expected refuse or drop, got 'evict'"},
      {{"--pool-ttl=5"}, "--pool-ttl: expected a duration such as 5s, got '5'"},
      {{"--pool-ttl-blocks=x"}, "--pool-ttl-blocks: expected a whole number from 0 to 2^64-1, got 'x'"},
      {{"--balance=-1"}, "--balance: expected a whole number under 2^256, got '-1'"},
      {{"--strict=maybe"}, "--strict: expected true or false, got 'maybe'"},
      {{"--fault=frobnicate"}, "--fault: unknown fault 'frobnicate'"},
      {{"--cpu=avx"}, "--cpu: expected portable, x86 or avx512, got 'avx'"},
      {{"--cpu"}, "--cpu: needs a value, PATH"},
  };
  for (const auto& c : cases) EXPECT_EQ(parse(c.words).problems, std::vector<std::string>({c.want}));
  EXPECT_TRUE(parse({"--fault=frobnicate"}).options.faults.empty());
}

TEST(MockChainOptions, HelpAndManualHaveThemAll) {
  const std::string help = mock_chain_help();
  std::istringstream lines(help);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80u) << line;
  std::ifstream file("man/seiload.1");
  std::ostringstream page;
  page << file.rdbuf();
  const std::size_t from = page.str().find(".Ss The embedded chain");
  ASSERT_NE(from, std::string::npos);
  const std::string section = page.str().substr(from, page.str().find("\n.Sh", from) - from);
  for (const MockChainOption& option : mock_chain_options()) {
    EXPECT_NE(help.find(cat("--", option.name)), std::string::npos);
    if (option.name == "help") continue;
    const std::string heading =
        cat("\n.It Cm --", option.name, option.argument.empty() ? "" : cat(" Ar ", option.argument), "\n");
    EXPECT_NE(section.find(heading), std::string::npos) << heading;
    if (!option.initial.empty()) {
      EXPECT_NE(section.find(cat("Default: ", option.initial, ".")), std::string::npos) << option.name;
    }
  }
  for (const char* kind : {"latency", "stall", "reset", "close", "bytes", "http", "truncate", "garble",
                           "wrong-id", "refuse", "batch-order", "batch-partial", "pool-full", "nonce-error",
                           "accept-and-drop", "receipts-cost", "halt", "skip", "restart"}) {
    EXPECT_NE(section.find(cat("\n.It Cm ", kind)), std::string::npos) << kind;
  }
  const std::string kept =
      cat("It keeps the newest ", mockchain::kKeptBlocks, " blocks, fewer (but ", mockchain::kMinBlocks,
          ") where they hold more than ", mockchain::kKeptTransactions, "\ntransactions;");
  EXPECT_NE(section.find(kept), std::string::npos) << kept;
}

TEST(MockChainOptions, Banner) {
  EXPECT_EQ(mock_chain_banner({}, net::Address::v4({127, 0, 0, 1}, 77)),
            "http://127.0.0.1:77\nseiload mock-chain: chain id 1337, a block every 400ms; it executes no "
            "contracts\n");
}

}  // namespace
}  // namespace seiload::cli
