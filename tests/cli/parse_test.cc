#include "cli/parse.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/text.h"

namespace seiload::cli {
namespace {

using Words = std::vector<const char*>;

// "--tps=200 ..." of what was given, then "!problem" for each problem.
std::string parsed(const Words& words) {
  const ParsedCommand command = parse(words);
  std::string out;
  for (const Given& given : command.given)
    out += base::cat(out.empty() ? "" : " ", given.spelt, '(', given.option->name, ")=", given.text);
  for (const std::string& problem : command.problems) out += "!" + problem;
  return out;
}

TEST(Parse, EverySpellingOfAValue) {
  for (const Words& words : {Words{"--tps=200"}, Words{"--tps", "200"}})
    EXPECT_EQ(parsed(words), "--tps(tps)=200");
  for (const Words& words : {Words{"-t200"}, Words{"-t", "200"}, Words{"-t=200"}})
    EXPECT_EQ(parsed(words), "-t(tps)=200");
  EXPECT_EQ(parsed({"--tps="}), "--tps(tps)=");
  EXPECT_EQ(parsed({"-t="}), "-t(tps)=");
  EXPECT_EQ(parsed({"--endpoint=http://h/?a=b"}), "--endpoint(endpoint)=http://h/?a=b");
  EXPECT_EQ(parsed({"--tps", "--"}), "--tps(tps)=--");
  EXPECT_EQ(parsed({"--metricsListenAddr", "x"}), "--metricsListenAddr(metrics-listen-addr)=x");
  EXPECT_EQ(parsed({"--metrics-listen-addr="}), "--metrics-listen-addr(metrics-listen-addr)=");
}

TEST(Parse, Flags) {
  EXPECT_EQ(parsed({"--dry-run"}), "--dry-run(dry-run)=true");
  EXPECT_EQ(parsed({"--dry-run=false"}), "--dry-run(dry-run)=false");
  EXPECT_EQ(parsed({"-q"}), "-q(quiet)=true");
  EXPECT_EQ(parsed({"-q=false"}), "-q(quiet)=false");
  EXPECT_EQ(parsed({"-qt5"}), "-q(quiet)=true -t(tps)=5");
  EXPECT_EQ(parsed({"-qt", "5"}), "-q(quiet)=true -t(tps)=5");
  EXPECT_EQ(parsed({"-qqs1s"}), "-q(quiet)=true -q(quiet)=true -s(stats-interval)=1s");
  EXPECT_EQ(parsed({"--dry-run", "false"}),
            "--dry-run(dry-run)=true!'false': unexpected argument; the value of a flag is written with '=': "
            "--dry-run=false");
}

TEST(Parse, KeepsOrderAndRepeats) {
  EXPECT_EQ(parsed({"-e", "a", "--tps=1", "-e", "b", "--tps=2"}),
            "-e(endpoint)=a --tps(tps)=1 -e(endpoint)=b --tps(tps)=2");
}

TEST(Parse, SaysWhatIsWrongAllAtOnce) {
  EXPECT_EQ(parsed({"--tpss", "5", "-x", "--", "--tps", "--duration"}),
            "!'--tpss': unknown option; did you mean '--tps'?!'-x': unknown option"
            "!'--tps': unexpected argument!'--duration': unexpected argument");
  EXPECT_EQ(parsed({"--tps"}), "!--tps: needs a value, N");
  EXPECT_EQ(parsed({"-qc"}), "-q(quiet)=true!-c: needs a value, FILE");
  EXPECT_EQ(parsed({"-qxt5"}), "-q(quiet)=true!'-x': unknown option");
  EXPECT_EQ(parsed({"--pool-ttl", "1s", "-q"}),
            "-q(quiet)=true!--pool-ttl: an option of 'seiload mock-chain', not of 'seiload'");
  EXPECT_EQ(parsed({"--strict", "-q"}),
            "-q(quiet)=true!--strict: an option of 'seiload mock-chain', not of 'seiload'");
  EXPECT_EQ(parsed({"--dur=5"}), "!'--dur': unknown option");
  EXPECT_EQ(parsed({"--durations=5"}), "!'--durations': unknown option; did you mean '--duration'?");
  EXPECT_EQ(parsed({"--=5"}), "!'--': unknown option");
  EXPECT_EQ(parsed({"--Tps=5"}), "!'--Tps': unknown option; did you mean '--tps'?");
  EXPECT_EQ(parsed({"-"}), "!'-': unexpected argument");
  EXPECT_EQ(parsed({""}), "!'': unexpected argument");
  EXPECT_EQ(parsed({"-\n"}), "!'-\\x0a': unknown option");
  EXPECT_EQ(parsed({"account"}), "!'account': unexpected argument; did you mean 'accounts'?");
  EXPECT_EQ(parsed({"--check=maybe"}), "!--check: expected true or false, got 'maybe'");
}

TEST(Parse, OneMistakeIsOneProblem) {
  EXPECT_EQ(parsed({"--tpss", "-5", "-q"}), "-q(quiet)=true!'--tpss': unknown option; did you mean '--tps'?");
  EXPECT_EQ(parsed({"-x", "5"}), "!'-x': unknown option");
  EXPECT_EQ(parsed({"-tps", "5"}), "!'-tps': unknown option; did you mean '--tps'?");
  EXPECT_EQ(parsed({"-config=p", "-quiet", "-tps5"}),
            "-t(tps)=ps5!'-config': unknown option; did you mean '--config'?!'-quiet': unknown option; did "
            "you mean '--quiet'?");
  EXPECT_EQ(parsed({"--quiett", "accounts"}), "!'--quiett': unknown option; did you mean '--quiet'?");
  EXPECT_EQ(parse(Words{"--quiett", "accounts"}).action, Action::accounts);
  EXPECT_EQ(parse(Words{"--sead", "accounts"}).action, Action::accounts);
}

TEST(Parse, AStrayWordIsToldItsUsage) {
  const struct {
    const char *word, *hint;
  } kCases[] = {
      {"help", "write 'seiload --help'"},
      {"version", "write 'seiload --version'"},
      {"run", "a run needs no command: write 'seiload -e URL --scenario NAME'"},
      {"START", "a run needs no command: write 'seiload -e URL --scenario NAME'"},
      {"check", "write 'seiload --check -c PROFILE'"},
      {"mock-chain", "a command is the first word: write 'seiload mock-chain'"},
      {"http://localhost:8545", "an endpoint is given with -e: write 'seiload -e URL --scenario NAME'"},
      {"localhost:8545", "an endpoint is given with -e: write 'seiload -e URL --scenario NAME'"},
      {"/run/geth.ipc", "an endpoint is given with -e: write 'seiload -e URL --scenario NAME'"},
      {"runs/night.json", "a profile is given with -c: write 'seiload -c runs/night.json'"},
      {"evmtransfer", "a scenario is given with --scenario: write 'seiload -e URL --scenario EVMTransfer'"},
      {"EVMTransfer=3", "a scenario is given with --scenario: write 'seiload -e URL --scenario EVMTransfer'"},
      {"mockchain", "did you mean 'mock-chain'?"},
  };
  for (const auto& c : kCases)
    EXPECT_EQ(parsed({c.word}), base::cat("!'", c.word, "': unexpected argument; ", c.hint));
  EXPECT_EQ(parsed({"nonsense"}), "!'nonsense': unexpected argument");
  EXPECT_EQ(parsed({"http://u:p@h"}),
            "!'http://...@h': unexpected argument; an endpoint is given with -e: write 'seiload -e URL "
            "--scenario NAME'");
}

TEST(Parse, Actions) {
  EXPECT_EQ(parse(Words{}).action, Action::run);
  EXPECT_EQ(parse(Words{"--check"}).action, Action::check);
  EXPECT_EQ(parse(Words{"--check", "--check=false"}).action, Action::run);
  EXPECT_EQ(parse(Words{"-h"}).action, Action::help);
  EXPECT_EQ(parse(Words{"-V", "--check", "--help"}).action, Action::help);
  EXPECT_EQ(parse(Words{"--check", "--version"}).action, Action::version);
  EXPECT_EQ(parse(Words{"--bogus", "--help"}).action, Action::help);
  EXPECT_EQ(parse(Words{"--seed=1", "accounts"}).action, Action::accounts);
  EXPECT_EQ(parse(Words{"--", "accounts"}).action, Action::accounts);
  EXPECT_EQ(parse(Words{"accounts", "-h"}).action, Action::help);
}

TEST(Parse, CpuIsLookedAtEvenBesideVersion) {
  EXPECT_EQ(parse(Words{}).cpu, std::nullopt);
  EXPECT_EQ(parse(Words{"--cpu", "portable"}).cpu, crypto::CpuPath::portable);
  EXPECT_EQ(parse(Words{"accounts", "--cpu=portable"}).cpu, crypto::CpuPath::portable);
  EXPECT_EQ(parse(Words{"--cpu=portable", "-V"}).action, Action::version);
  EXPECT_EQ(parse(Words{"--cpu=sse", "-V"}).action, Action::run) << "and ends with the problem";
  EXPECT_EQ(parsed({"--cpu=sse", "-V"}), "!--cpu: expected portable, x86 or avx512, got 'sse'");
  EXPECT_EQ(parse(Words{"--cpu=sse", "-V", "-h"}).action, Action::help);
  EXPECT_EQ(parsed({"--cpu"}), "!--cpu: needs a value, PATH");
}

TEST(Parse, TheSignCommandHasItsOwnOptions) {
  EXPECT_EQ(parse(Words{"sign"}).action, Action::sign);
  EXPECT_EQ(parse(Words{"--seed=1", "sign"}).action, Action::sign);
  EXPECT_EQ(parsed({"sign", "--max-txs", "7", "--shard=0/2", "--first-nonce=0", "-eu", "--to=x", "-q"}),
            "--max-txs(max-txs)=7 --shard(shard)=0/2 --first-nonce(first-nonce)=0 -e(endpoint)=u --to(to)=x "
            "-q(quiet)=true");
  EXPECT_EQ(parsed({"sign", "--tps=1", "--check", "--with-keys", "--mock-chain"}),
            "!--tps: not an option of 'seiload sign'!--check: not an option of 'seiload sign'"
            "!--with-keys: not an option of 'seiload sign'!--mock-chain: not an option of 'seiload sign'");
  EXPECT_EQ(parsed({"--shard=0/2", "--first-nonce=0"}),
            "!--shard: an option only of 'seiload sign'!--first-nonce: an option only of 'seiload sign'");
  EXPECT_EQ(parsed({"sign", "accounts"}),
            "!'accounts': unexpected argument; a command is the first word: write 'seiload accounts'");
}

TEST(Parse, TheAccountsCommandHasItsOwnOptions) {
  EXPECT_EQ(parsed({"accounts", "--seed", "7", "--accounts", "5", "--config=p", "--scenario=x"}),
            "--seed(seed)=7 --accounts(accounts)=5 --config(config)=p --scenario(scenario)=x");
  EXPECT_TRUE(parse(Words{"accounts", "--with-keys"}).with_keys);
  EXPECT_FALSE(parse(Words{"accounts", "--with-keys=false"}).with_keys);
  EXPECT_EQ(parsed({"accounts", "--tps=1", "-e", "u", "--check"}),
            "-e(endpoint)=u!--tps: not an option of 'seiload accounts'"
            "!--check: not an option of 'seiload accounts'!-e: needs --balances, of 'seiload accounts'");
  EXPECT_TRUE(parse(Words{"accounts", "--balances", "-eu"}).balances);
  EXPECT_EQ(parse(Words{"accounts", "--genesis", "geth"}).genesis, "geth");
  EXPECT_EQ(parsed({"accounts", "--genesis=geth", "--with-keys", "--balances"}),
            "!--genesis: cannot be combined with --balances or --with-keys"
            "!--balances: cannot be combined with --with-keys");
  EXPECT_EQ(parsed({"--with-keys"}), "!--with-keys: an option only of 'seiload accounts'");
  EXPECT_EQ(parsed({"accounts", "accounts"}),
            "!'accounts': unexpected argument; a command is the first word: write 'seiload accounts'");
}

TEST(Parse, CommandsThatMoveMoney) {
  EXPECT_EQ(parse(Words{"fund", "-eu"}).action, Action::fund);
  const ParsedCommand sweep = parse(Words{"sweep", "--to", "0x1", "-eu"});
  EXPECT_EQ(sweep.action, Action::sweep);
  EXPECT_EQ(sweep.sweep_to, "0x1");
  EXPECT_EQ(parsed({"fund", "--to=0x1", "--tps=1", "--with-keys"}),
            "!--to: not an option of 'seiload fund'!--tps: not an option of 'seiload fund'"
            "!--with-keys: not an option of 'seiload fund'");
  EXPECT_EQ(parsed({"sweep", "--balances"}), "!--balances: not an option of 'seiload sweep'");
}

}  // namespace
}  // namespace seiload::cli
