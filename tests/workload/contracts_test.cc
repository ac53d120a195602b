#include "workload/contracts/contracts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/hex.h"
#include "eth/abi.h"

namespace seiload::workload {
namespace {

TEST(Contracts, HaveCodeThatDeploysAndTheFunctionsTheyName) {
  std::string names;
  for (const Contract& contract : contracts()) {
    SCOPED_TRACE(contract.name);
    names += std::string(contract.name) + ' ';
    EXPECT_GT(init_code_of(contract).size(), 50U);
    EXPECT_LT(init_code_of(contract).size(), 4096U);  // a deployment stays far below 3,000,000 of gas
    EXPECT_TRUE(std::is_sorted(contract.functions.begin(), contract.functions.end()));
    for (const std::string_view function : contract.functions) {  // the dispatcher compares with the selector
      const auto selector = eth::abi::selector(function);
      EXPECT_NE(contract.init_code.find(base::to_hex(selector).substr(2)), std::string_view::npos)
          << function;
    }
  }
  EXPECT_EQ(names,
            "Disperse ERC20 ERC20Conflict ERC20Noop ERC721 Factory GasBurn LogSpam Revert StorageRW "
            "StorageSpam Swap ");
}

TEST(Contracts, AreFoundByTheirExactName) {
  ASSERT_NE(find_contract("ERC20Noop"), nullptr);
  EXPECT_EQ(find_contract("ERC20Noop")->name, "ERC20Noop");
  EXPECT_EQ(find_contract("ERC20Noo"), nullptr);
  EXPECT_EQ(find_contract("erc20noop"), nullptr);
  EXPECT_EQ(find_contract(""), nullptr);
}

// PUSH0 (EIP-3855) is an invalid instruction before Shanghai.
TEST(Contracts, RunOnChainsWithoutPush0) {
  for (const Contract& contract : contracts()) {
    SCOPED_TRACE(contract.name);
    const base::Bytes code = init_code_of(contract);
    for (std::size_t i = 0; i < code.size(); ++i) {
      EXPECT_NE(code[i], 0x5f) << "at byte " << i;
      if (code[i] >= 0x60 && code[i] <= 0x7f) i += code[i] - 0x5fU;  // PUSH1 to PUSH32: what follows is data
    }
  }
}

}  // namespace
}  // namespace seiload::workload
