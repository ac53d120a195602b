#pragma once
// `seiload mock-chain`: its own table of options, its words and its help.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/options.h"
#include "crypto/cpu.h"
#include "mockchain/server.h"
#include "net/address.h"

namespace seiload::cli {

// "seiload: SIGUSR1: block 12, ...": the newest block and what waits for the next one.
std::string mock_chain_status(const mockchain::Chain& chain);

struct MockChainCommand {
  enum class Action { serve, help };
  Action action = Action::serve;
  net::Address address = net::Address::v4({127, 0, 0, 1}, 8545);
  mockchain::Server::Options options;  // but for the seed, where none is given, and the threads
  bool has_seed = false;
  std::optional<crypto::CpuPath> cpu;  // one of crypto::available_paths()
  std::vector<std::string>
      problems;  // "--block-time: expected a duration such as 10s, from 1ms to 1h, got '0'"
};

// Parsing, --help and the manual's test walk the table of these.
struct MockChainOption : Option {
  // Takes the text of the value; what is wrong with it, or nothing.
  using Take = std::string (*)(MockChainCommand& command, std::string_view value);

  constexpr MockChainOption(std::string_view option_name, std::string_view value,
                            std::string_view default_value, std::string_view meaning, Take take_value,
                            char option_letter = 0)
      : Option{.name = option_name, .letter = option_letter, .argument = value, .help = meaning},
        initial(default_value),
        take(take_value) {}

  std::string_view initial;  // the default as text; empty for none
  Take take;
};

std::span<const MockChainOption> mock_chain_options();
std::span<const Option* const> mock_chain_table();  // the same

// The words after "mock-chain".
MockChainCommand parse_mock_chain(std::span<const char* const> words);

std::string mock_chain_help();

// What is printed once it listens: the URL on a line of its own, so that scripts can read it, and what this
// is.
std::string mock_chain_banner(const mockchain::Config& config, const net::Address& address);

}  // namespace seiload::cli
