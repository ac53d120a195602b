#include "mockchain/methods.h"

#include <gtest/gtest.h>

#include "base/hex.h"
#include "base/text.h"
#include "eth/create2.h"
#include "support/signed_tx.h"

namespace seiload::mockchain {
namespace {

using base::cat;
using base::to_hex;
using test::account_address;
using test::transfer;

class Rpc {
 public:
  explicit Rpc(std::vector<Fault> faults = {}) : chain_(config(), 0x64), faults_(std::move(faults), 1) {}

  static Config config() {
    Config config;
    config.gas_limit = 0x1000000;
    config.balance = 1'000'000'000'000'000;
    return config;
  }
  Chain& chain() { return chain_; }
  std::string raw(std::string_view body) const { return methods_.answer(body).text; }
  // The answer's result, or "CODE message".
  std::string call(std::string_view method, std::string_view params = "[]",
                   base::Duration since_start = {}) const {
    const std::string body =
        cat(R"({"jsonrpc":"2.0","id":7,"method":")", method, R"(","params":)", params, '}');
    const std::string answer = methods_.answer(body, {.now = sys::TimePoint(since_start)}).text;
    const std::string head = R"({"jsonrpc":"2.0","id":7,"result":)";
    if (answer.starts_with(head) && answer.ends_with('}'))
      return answer.substr(head.size(), answer.size() - head.size() - 1);
    const auto parsed = json::parse(answer);
    const json::Value* error = parsed ? parsed->find("error") : nullptr;
    if (error == nullptr) return answer;
    return cat(error->find("code")->number()->text, ' ', *error->find("message")->string());
  }
  std::string send(const eth::Transaction& tx, std::uint64_t account = 0,
                   base::Duration since_start = {}) const {
    return call("eth_sendRawTransaction", cat("[\"", to_hex(test::sign(tx, account)), "\"]"), since_start);
  }
  base::Duration cost(std::string_view body) const { return methods_.answer(body).cost; }

 private:
  Chain chain_;
  Faults faults_;
  Methods methods_{chain_, &faults_};
};

// keccak256 of an empty list, and the root of an empty trie.
constexpr const char* kNoUncles = "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347";
constexpr const char* kEmptyRoot = "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";

std::string in_quotes(std::string_view text) { return cat('"', text, '"'); }
std::string hash_of(const eth::Transaction& tx) { return to_hex(eth::transaction_hash(test::sign(tx))); }

TEST(Methods, Constants) {
  Rpc rpc;
  EXPECT_EQ(rpc.call("eth_chainId"), R"("0x539")");
  EXPECT_EQ(rpc.call("net_version"), R"("1337")");
  EXPECT_EQ(rpc.call("web3_clientVersion"), R"x("seiload-mock-chain (executes no contracts)")x");
  EXPECT_EQ(rpc.call("eth_syncing"), "false");
  EXPECT_EQ(rpc.call("eth_blockNumber"), R"("0x0")");
  EXPECT_EQ(rpc.call("eth_gasPrice"), R"("0x6fc23ac0")");
  EXPECT_EQ(rpc.call("eth_maxPriorityFeePerGas"), R"("0x3b9aca00")");
  EXPECT_EQ(rpc.call("txpool_status"), R"({"pending":"0x0","queued":"0x0"})");
  EXPECT_EQ(rpc.call("eth_call", R"([{"to":"0x00000000000000000000000000000000000000ff"},"latest"])"),
            R"("0x")");
  EXPECT_EQ(rpc.call("eth_foo"), "-32601 the method eth_foo does not exist/is not available");
}

TEST(Methods, WholeAnswers) {
  Rpc rpc;
  const struct {
    const char* body;
    const char* want;
  } cases[] = {
      {R"({"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]})",
       R"({"jsonrpc":"2.0","id":1,"result":"0x539"})"},
      {R"({"id":"a\"b","method":"eth_chainId"})", R"({"jsonrpc":"2.0","id":"a\"b","result":"0x539"})"},
      {R"({"id":null,"method":"eth_chainId"})", R"({"jsonrpc":"2.0","id":null,"result":"0x539"})"},
      {R"({"method":"eth_chainId"})", ""},
      {R"({"id":-1.5e3,"method":"x"})",
       R"({"jsonrpc":"2.0","id":-1.5e3,)"
       R"("error":{"code":-32601,"message":"the method x does not exist/is not available"}})"},
      {"", R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"parse error"}})"},
      {"{", R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"parse error"}})"},
      {"1", R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"invalid request"}})"},
      {"{}", R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"invalid request"}})"},
      {R"({"id":2,"method":3})",
       R"({"jsonrpc":"2.0","id":2,"error":{"code":-32600,"message":"invalid request"}})"},
      {R"({"id":2,"method":"eth_chainId","params":{}})",
       R"({"jsonrpc":"2.0","id":2,"error":{"code":-32602,"message":"non-array args"}})"},
      {"[]", R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"empty batch"}})"},
      {R"([{"id":1,"method":"net_version"},{"method":"net_version"},7,{"id":2,"method":"eth_syncing"}])",
       R"([{"jsonrpc":"2.0","id":1,"result":"1337"},{"jsonrpc":"2.0","id":null,"error":{"code":-32600,)"
       R"("message":"invalid request"}},{"jsonrpc":"2.0","id":2,"result":false}])"},
      {R"([{"method":"net_version"}])", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(rpc.raw(c.body), c.want) << c.body;
  std::string large = "[";
  for (std::size_t i = 0; i <= kMaxBatch; ++i) large += i == 0 ? "1" : ",1";
  EXPECT_EQ(rpc.raw(large + "]"),
            R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"batch too large"}})");
}

TEST(Methods, WrongParameters) {
  Rpc rpc;
  const struct {
    const char *method, *params, *want;
  } cases[] = {
      {"eth_sendRawTransaction", "[]", "-32602 missing value for required argument 0"},
      {"eth_sendRawTransaction", "[1]", "-32602 invalid argument 0: expected a string, got a number"},
      {"eth_sendRawTransaction", R"(["02"])",
       "-32602 invalid argument 0: expected 0x and an even number of hexadecimal digits"},
      {"eth_sendRawTransaction", R"(["0x"])", "-32000 typed transaction too short"},
      {"eth_getBalance", R"(["0x1"])", "-32602 invalid argument 0: expected 0x and 40 hexadecimal digits"},
      {"eth_getTransactionByHash", R"(["0x1"])",
       "-32602 invalid argument 0: expected 0x and 64 hexadecimal digits"},
      {"eth_getBlockByNumber", R"(["soon", true])",
       "-32602 invalid argument 0: expected a block number or tag"},
      {"eth_getBlockByNumber", R"(["0x0", 1])", "-32602 invalid argument 1: expected true or false"},
      {"eth_getBlockByNumber", R"(["0x1", true])", "null"},
      {"eth_getBlockByNumber", R"(["0xffffffffffffffffff", true])", "null"},
      {"eth_getBlockReceipts", "[]", "-32602 missing value for required argument 0"},
      {"eth_feeHistory", R"(["x"])", "-32602 invalid argument 0: expected a number of blocks"},
      {"eth_feeHistory", R"([1, "0x5"])", "-32000 request beyond head block"},
      {"eth_estimateGas", "[7]", "-32602 invalid argument 0: expected an object"},
  };
  for (const auto& c : cases) EXPECT_EQ(rpc.call(c.method, c.params), c.want) << c.method << c.params;
}

TEST(Methods, FromSendToReceipt) {
  Rpc rpc;
  const eth::Transaction tx = transfer();
  const std::string hash = hash_of(tx), from = eth::to_hex(account_address(0));
  EXPECT_EQ(rpc.send(tx), in_quotes(hash));
  EXPECT_EQ(rpc.send(tx), "-32000 already known");
  const std::string who = in_quotes(from);
  EXPECT_EQ(rpc.call("eth_getTransactionCount", cat('[', who, R"(,"latest"])")), R"("0x0")");
  EXPECT_EQ(rpc.call("eth_getTransactionCount", cat('[', who, R"(,"pending"])")), R"("0x1")");
  EXPECT_EQ(rpc.call("txpool_status"), R"({"pending":"0x1","queued":"0x0"})");
  EXPECT_EQ(rpc.call("eth_getTransactionReceipt", cat('[', in_quotes(hash), ']')), "null");

  const auto decoded = *Transaction::decode(test::sign(tx));
  const std::string signature =
      cat(R"("v":")", decoded->signature().recid == 0 ? "0x0" : "0x1", R"(","r":")",
          base::Uint256::from_be_bytes(decoded->signature().r).to_quantity(), R"(","s":")",
          base::Uint256::from_be_bytes(decoded->signature().s).to_quantity(), R"(","yParity":")",
          decoded->signature().recid == 0 ? "0x0" : "0x1", "\"}");
  const std::string to = "0xbeef000000000000000000000000000000000000";
  const auto body = [&](std::string_view block, std::string_view price, std::string_view index) {
    return cat("{", block, R"(,"from":)", who, R"(,"gas":"0x5208","gasPrice":")", price,
               R"(","maxFeePerGas":"0x77359400","maxPriorityFeePerGas":"0x3b9aca00","hash":")", hash,
               R"(","input":"0x","nonce":"0x0","to":")", to, R"(","transactionIndex":)", index,
               R"(,"value":"0x1","type":"0x2","accessList":[],"chainId":"0x539",)", signature);
  };
  EXPECT_EQ(rpc.call("eth_getTransactionByHash", cat('[', in_quotes(hash), ']')),
            body(R"("blockHash":null,"blockNumber":null)", "0x77359400", "null"));

  const BlockPtr block = rpc.chain().make_block(0x65);
  const std::string place = cat(R"("blockHash":")", to_hex(block->hash), R"(","blockNumber":"0x1")");
  const std::string included = body(place, "0x6fc23ac0", R"("0x0")");
  EXPECT_EQ(rpc.call("eth_getTransactionByHash", cat('[', in_quotes(hash), ']')), included);

  const std::string zeros(64, '0'), bloom = cat("0x", std::string(512, '0'));
  const std::string receipt =
      cat("{", place,
          R"(,"contractAddress":null,"cumulativeGasUsed":"0x5208","effectiveGasPrice":"0x6fc23ac0","from":)",
          who, R"(,"gasUsed":"0x5208","logs":[],"logsBloom":")", bloom, R"(","status":"0x1","to":")", to,
          R"(","transactionHash":")", hash, R"(","transactionIndex":"0x0","type":"0x2"})");
  EXPECT_EQ(rpc.call("eth_getTransactionReceipt", cat('[', in_quotes(hash), ']')), receipt);
  EXPECT_EQ(rpc.call("eth_getBlockReceipts", R"(["latest"])"), cat('[', receipt, ']'));
  EXPECT_EQ(rpc.call("eth_getBlockReceipts", cat('[', in_quotes(to_hex(block->hash)), ']')),
            cat('[', receipt, ']'));
  EXPECT_EQ(rpc.call("eth_getBlockReceipts", cat(R"([{"blockHash":")", to_hex(block->hash), "\"}]")),
            cat('[', receipt, ']'));
  EXPECT_EQ(rpc.call("eth_getBlockReceipts", R"([{"blockNumber":"0x1"}])"), cat('[', receipt, ']'));
  EXPECT_EQ(rpc.call("eth_getBlockReceipts", R"([{"blockNumber":"latest"}])"), cat('[', receipt, ']'));
  EXPECT_EQ(rpc.call("eth_getBlockReceipts", R"([{"blockNumber":"0x7"}])"), "null");
  EXPECT_EQ(rpc.call("eth_getBlockTransactionCountByNumber", R"(["0x0"])"), R"("0x0")");
  EXPECT_EQ(rpc.call("eth_getBlockTransactionCountByNumber", R"(["latest"])"), R"("0x1")");
  EXPECT_EQ(rpc.call("eth_getBlockTransactionCountByNumber", R"(["0x2"])"), "null");
  const std::string by_hash = cat('[', in_quotes(to_hex(block->hash)), ']');
  EXPECT_EQ(rpc.call("eth_getBlockTransactionCountByHash", by_hash), R"("0x1")");
  EXPECT_EQ(rpc.call("eth_getBlockTransactionCountByHash", cat("[\"0x", std::string(64, '7'), "\"]")),
            "null");
  EXPECT_EQ(rpc.call("eth_getUncleCountByBlockHash", by_hash), R"("0x0")");
  EXPECT_EQ(rpc.call("eth_getUncleCountByBlockNumber", R"(["0x1"])"), R"("0x0")");

  const auto whole = [&](std::string_view transactions) {
    return cat(R"({"number":"0x1","hash":")", to_hex(block->hash), R"(","parentHash":")",
               to_hex(block->parent),
               R"(","timestamp":"0x65","gasLimit":"0x1000000","gasUsed":"0x5208",)"
               R"("baseFeePerGas":"0x342770c0","miner":")",
               "0x", std::string(40, '0'), R"(","difficulty":"0x0","extraData":"0x","logsBloom":")", bloom,
               R"(","mixHash":"0x)", zeros, R"(","nonce":"0x0000000000000000","receiptsRoot":")",
               to_hex(block->receipts_root), R"(","sha3Uncles":")", kNoUncles, R"(","stateRoot":"0x)", zeros,
               R"(","transactionsRoot":")", to_hex(block->transactions_root), R"(","size":"0x)",
               base::Uint256(512 + decoded->size()).to_quantity().substr(2), R"(","transactions":[)",
               transactions, R"(],"uncles":[]})");
  };
  EXPECT_EQ(rpc.call("eth_getBlockByNumber", R"(["0x1",false])"), whole(in_quotes(hash)));
  EXPECT_EQ(rpc.call("eth_getBlockByNumber", R"(["latest",true])"), whole(included));
  EXPECT_EQ(rpc.call("eth_getBlockByHash", cat('[', in_quotes(to_hex(block->hash)), ",true]")),
            whole(included));
  EXPECT_EQ(rpc.call("eth_getBalance", R"(["0xbeef000000000000000000000000000000000000","latest"])"),
            R"("0x38d7ea4c68001")");
  EXPECT_EQ(rpc.call("eth_getTransactionCount", cat('[', who, ']')), R"("0x1")");
  EXPECT_EQ(rpc.send(tx), "-32000 nonce too low: next nonce 1, tx nonce 0");
}

// What go-ethereum's client looks at before it takes a block.
TEST(Methods, HeadersOfEmptyBlocks) {
  Rpc rpc;
  for (int i = 0; i < 2; ++i) {
    const auto block = json::parse(rpc.call("eth_getBlockByNumber", R"(["latest",true])"));
    EXPECT_EQ(*block->find("sha3Uncles")->string(), kNoUncles);
    EXPECT_EQ(*block->find("transactionsRoot")->string(), kEmptyRoot);
    EXPECT_EQ(*block->find("receiptsRoot")->string(), kEmptyRoot);
    rpc.chain().make_block(1);
  }
}

TEST(Methods, LegacyTransaction) {
  Rpc rpc;
  eth::Transaction tx = transfer();
  tx.type = eth::TxType::legacy;
  EXPECT_EQ(rpc.send(tx), in_quotes(hash_of(tx)));
  const std::string answer = rpc.call("eth_getTransactionByHash", cat('[', in_quotes(hash_of(tx)), ']'));
  const bool odd = (*Transaction::decode(test::sign(tx)))->signature().recid == 1;
  EXPECT_NE(answer.find(odd ? R"("chainId":"0x539","v":"0xa96")" : R"("chainId":"0x539","v":"0xa95")"),
            std::string::npos)
      << answer;
  EXPECT_EQ(answer.find("accessList"), std::string::npos);
}

TEST(Methods, ContractsAndEstimates) {
  Rpc rpc;
  const base::Bytes code(10, 1);
  eth::Transaction create = transfer();
  create.to.reset();
  create.data = code;
  create.gas_limit = 60'000;
  EXPECT_EQ(rpc.call("eth_estimateGas", R"([{"data":"0x01010101010101010101"}])"), R"("0xd77a")");
  EXPECT_EQ(rpc.send(create), in_quotes(hash_of(create)));
  rpc.chain().make_block(1);
  const std::string contract = eth::to_hex(eth::create_address(account_address(0), 0));
  const std::string receipt =
      rpc.call("eth_getTransactionReceipt", cat('[', in_quotes(hash_of(create)), ']'));
  EXPECT_NE(receipt.find(cat(R"("contractAddress":")", contract, R"(","cumulativeGasUsed":"0xd77a")")),
            std::string::npos)
      << receipt;
  EXPECT_EQ(rpc.call("eth_getCode", cat('[', in_quotes(contract), R"(,"latest"])")), R"("0xfe")");
  EXPECT_EQ(rpc.call("eth_getCode", cat('[', in_quotes(eth::to_hex(account_address(0))), ']')), R"("0x")");
  EXPECT_EQ(rpc.call("eth_estimateGas", cat(R"([{"to":")", contract, R"(","input":"0x01"}])")),
            R"("0xc748")");
  EXPECT_EQ(
      rpc.call("eth_estimateGas", cat(R"([{"to":")", eth::to_hex(account_address(1)), R"("},"latest"])")),
      R"("0x5208")");
}

TEST(Methods, TheDeploymentProxyCreatesWhereCreate2Does) {
  Rpc rpc;
  const auto code_at = [&](const eth::Address& address) {
    return rpc.call("eth_getCode", cat('[', in_quotes(eth::to_hex(address)), R"(,"latest"])"));
  };
  EXPECT_EQ(code_at(eth::kDeploymentProxy), R"("0xfe")");
  base::Bytes data(32, 7);
  const base::Bytes32 salt = *base::decode_hex_array<32>(base::to_hex(data));
  const base::Bytes init_code{1, 2, 3};
  base::append(data, init_code);
  eth::Transaction create = transfer();
  create.to = eth::kDeploymentProxy;
  create.value = 5;
  create.data = data;
  create.gas_limit = 100'000;
  EXPECT_EQ(rpc.send(create), in_quotes(hash_of(create)));
  eth::Transaction call = transfer();  // without a salt it is a call like others
  call.nonce = 1;
  call.to = eth::kDeploymentProxy;
  call.value = 0;
  call.gas_limit = 100'000;
  EXPECT_EQ(rpc.send(call), in_quotes(hash_of(call)));
  rpc.chain().make_block(1);
  const eth::Address made = eth::create2_address(eth::kDeploymentProxy, salt, init_code);
  EXPECT_EQ(code_at(made), R"("0xfe")");
  EXPECT_EQ(rpc.chain().account(made).nonce, 1U);
  const std::string receipt =
      rpc.call("eth_getTransactionReceipt", cat('[', in_quotes(hash_of(create)), ']'));
  EXPECT_NE(receipt.find(R"("contractAddress":null,"cumulativeGasUsed":"0xd390")"), std::string::npos)
      << receipt;
}

TEST(Methods, FeeHistory) {
  Rpc rpc;
  rpc.send(transfer());
  rpc.chain().make_block(1);
  rpc.chain().make_block(2);
  EXPECT_EQ(
      rpc.call("eth_feeHistory", R"(["0x2","latest",[0,50]])"),
      R"({"oldestBlock":"0x1","baseFeePerGas":["0x342770c0","0x2da6b039","0x27f1da32"],)"
      R"("gasUsedRatio":[0.0012516975402832031,0],"reward":[["0x3b9aca00","0x3b9aca00"],["0x0","0x0"]]})");
  EXPECT_EQ(rpc.call("eth_feeHistory", R"([1,"0x0"])"),
            R"({"oldestBlock":"0x0","baseFeePerGas":["0x3b9aca00","0x342770c0"],"gasUsedRatio":[0]})");
}

TEST(Methods, RefusalsOnRequest) {
  Rpc rpc({*parse_fault("pool-full:at=0s:for=1s")});
  EXPECT_EQ(rpc.send(transfer()), "-32000 txpool is full");
  EXPECT_EQ(rpc.send(transfer(), 0, std::chrono::seconds(1)), in_quotes(hash_of(transfer())));
}

TEST(Methods, AcceptedAndDropped) {
  Rpc rpc({*parse_fault("accept-and-drop:at=0s:for=1s")});
  EXPECT_EQ(rpc.send(transfer()), in_quotes(hash_of(transfer())));
  EXPECT_EQ(rpc.call("eth_getTransactionByHash", cat("[\"", hash_of(transfer()), "\"]")), "null");
  EXPECT_EQ(rpc.send(transfer(1), 0, std::chrono::seconds(1)), in_quotes(hash_of(transfer(1))));
  const std::string who = cat("[\"", eth::to_hex(account_address(0)), "\",\"pending\"]");
  EXPECT_EQ(rpc.call("txpool_status"), R"({"pending":"0x0","queued":"0x1"})") << "behind the gap";
  EXPECT_EQ(rpc.call("eth_getTransactionCount", who), R"("0x0")");
  EXPECT_TRUE(rpc.chain().make_block(1)->transactions.empty());
  EXPECT_EQ(rpc.send(transfer(), 0, std::chrono::seconds(1)), in_quotes(hash_of(transfer()))) << "sent again";
  EXPECT_EQ(rpc.chain().make_block(2)->transactions.size(), 2u);
}

TEST(Methods, ReceiptsCostTheSquareOfTheBlock) {
  Rpc rpc({*parse_fault("receipts-cost:each=70us")});
  for (std::uint64_t account = 0; account < 3; ++account) rpc.send(transfer(), account);
  rpc.chain().make_block(1);
  const auto cost = [&](std::string_view method, std::string_view param) {
    return rpc.cost(cat(R"({"id":1,"method":")", method, R"(","params":[")", param, "\"]}")).count() / 1000;
  };
  EXPECT_EQ(cost("eth_getBlockReceipts", "0x1"), 9 * 70);
  EXPECT_EQ(cost("eth_getBlockReceipts", "0x0"), 0) << "an empty block";
  EXPECT_EQ(cost("eth_getTransactionReceipt", hash_of(transfer())), 3 * 70);
  EXPECT_EQ(cost("eth_getBlockByNumber", "0x1"), 0);
  const std::string one =
      cat(R"({"id":1,"method":"eth_getTransactionReceipt","params":[")", hash_of(transfer()), "\"]}");
  EXPECT_EQ(rpc.cost(cat('[', one, ',', one, ',', one, ']')).count() / 1000, 9 * 70)
      << "a batch is their sum";
}

}  // namespace
}  // namespace seiload::mockchain
