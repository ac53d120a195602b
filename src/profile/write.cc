#include "profile/write.h"

#include "base/hex.h"
#include "base/redact.h"
#include "base/text.h"
#include "json/writer.h"
#include "profile/options.h"

namespace seiload::profile {
namespace {

void write(json::Writer& writer, const AccountPool& pool) {
  writer.begin_object()
      .member("count", pool.count)
      .member("newAccountRate", pool.new_account_rate)
      .end_object();
}

void write(json::Writer& writer, const Picker& picker) {
  const bool fixed = picker.kind == Picker::Kind::fixed;
  writer.begin_object().member("Name", fixed ? "fixed" : "random");
  if (fixed) {
    writer.member("Gas", picker.least);
  } else {
    writer.member("Min", picker.least).member("Max", picker.most);
  }
  writer.end_object();
}

void write(json::Writer& writer, const Distribution& distribution) {
  const bool uniform = distribution.kind == Distribution::Kind::uniform;
  writer.begin_object().member("Name", uniform ? "uniform" : "zipfian");
  if (!uniform) writer.member("theta", distribution.theta);
  writer.end_object();
}

void write(json::Writer& writer, const Funding& funding) {
  writer.begin_object();
  if (!funding.root_key_file.empty()) writer.member("rootKeyFile", funding.root_key_file);
  if (!funding.root_key_env.empty()) writer.member("rootKeyEnv", funding.root_key_env);
  writer.member("fundAmountWei", funding.fund_amount_wei.to_decimal())
      .member("batchSize", funding.batch_size)
      .member("topUpBelowWei", funding.top_up_below_wei.to_decimal())
      .member("method", funding.by_transfer ? "transfer" : "disperse");
  writer.end_object();
}

void write(json::Writer& writer, const MockChain& chain) {
  writer.begin_object()
      .member("blockTime", base::format_duration(chain.block_time))
      .member("gasLimit", chain.gas_limit);
  writer.member("maxPool", chain.max_pool).member("poolOverflow", chain.pool_overflow);
  writer.member("poolTtl", base::format_duration(chain.pool_ttl));
  writer.member("poolTtlBlocks", chain.pool_ttl_blocks).member("capacity", chain.capacity);
  writer.member("balance", chain.balance.to_decimal()).member("strict", chain.strict);
  writer.key("faults").begin_array();
  for (const std::string& fault : chain.faults) writer.string(fault);
  writer.end_array().end_object();
}

void write(json::Writer& writer, const Argument& argument) {
  switch (argument.kind) {
    case Argument::Kind::number:
    case Argument::Kind::boolean:
      writer.raw(argument.text);
      return;
    case Argument::Kind::text:
      writer.string(argument.text);
      return;
    case Argument::Kind::list:
      break;
  }
  writer.begin_array(true);
  for (const Argument& item : argument.items) write(writer, item);
  writer.end_array();
}

void write(json::Writer& writer, std::string_view key, const std::vector<Argument>& arguments) {
  writer.key(key).begin_array(true);
  for (const Argument& argument : arguments) write(writer, argument);
  writer.end_array();
}

void write_text(json::Writer& writer, std::string_view key, const Text& text) {
  if (!text.text.empty()) writer.member(key, text.text);
}

// The members of a call, within an object.
void write(json::Writer& writer, const CallConfig& call) {
  write_text(writer, "label", call.label);
  write_text(writer, "contract", call.contract);
  write_text(writer, "to", call.to);
  write_text(writer, "function", call.function);
  if (!call.args.empty()) write(writer, "args", call.args);
  write_text(writer, "data", call.data);
  write_text(writer, "value", call.value);
  write_text(writer, "gas", call.gas);
}

void write(json::Writer& writer, const ContractConfig& contract) {
  writer.key(contract.name).begin_object();
  if (contract.address) writer.member("address", eth::to_checksum(*contract.address));
  write_text(writer, "artifact", contract.artifact);
  write_text(writer, "bytecodeFile", contract.bytecode_file);
  write_text(writer, "abi", contract.abi);
  if (!contract.address && contract.artifact.text.empty() && contract.bytecode_file.text.empty())
    writer.member("bytecode", base::to_hex(contract.code));
  if (!contract.constructor_types.text.empty() || !contract.constructor_args.empty()) {
    writer.key("constructor").begin_object();
    write_text(writer, "types", contract.constructor_types);
    write(writer, "args", contract.constructor_args);
    writer.end_object();
  }
  if (contract.create) writer.member("create", true);
  write_text(writer, "value", contract.value);
  if (contract.gas) writer.member("gas", *contract.gas);
  writer.end_object();
}

void write(json::Writer& writer, const Parameters& parameters) {
  const auto number = [&](std::string_view key, const std::optional<std::uint64_t>& value) {
    if (value) writer.member(key, *value);
  };
  number("bytes", parameters.bytes);
  number("gas", parameters.gas);
  number("logs", parameters.logs);
  number("pools", parameters.pools);
  number("slots", parameters.slots);
  if (parameters.zero) writer.member("zero", *parameters.zero);
  if (!parameters.cost.empty()) writer.member("cost", parameters.cost);
}

void write_contracts(json::Writer& writer, const Profile& profile) {
  if (!profile.contracts.empty()) {
    writer.key("contracts").begin_object();
    for (const ContractConfig& contract : profile.contracts) write(writer, contract);
    writer.end_object();
  }
  if (profile.setup.empty()) return;
  writer.key("setup").begin_array();
  for (const SetupCall& one : profile.setup) {
    writer.begin_object();
    write(writer, one.call);
    writer.member("each", one.each_account ? "account" : "once").end_object();
  }
  writer.end_array();
}

template <class T>
void write_given(json::Writer& writer, std::string_view key, const std::optional<T>& value) {
  if (value) write(writer.key(key), *value);
}

void write(json::Writer& writer, const AccessList& list) {
  writer.key("accessList");
  if (list.create) return static_cast<void>(writer.string("create"));
  writer.begin_array();
  for (const eth::AccessEntry& entry : list.entries) {
    writer.begin_object().member("address", eth::to_checksum(entry.address));
    writer.key("storageKeys").begin_array();
    for (const base::Bytes32& key : entry.storage_keys) writer.string(base::to_hex(key));
    writer.end_array().end_object();
  }
  writer.end_array();
}

void write(json::Writer& writer, const ScenarioConfig& scenario) {
  writer.begin_object().member("name", scenario.name).member("weight", scenario.weight);
  for (const TxTypeName& known : kTxTypeNames)
    if (known.type == scenario.tx_type) writer.member("txType", known.name);
  if (scenario.access_list) write(writer, *scenario.access_list);
  if (scenario.call) write(writer, *scenario.call);
  write(writer, scenario.parameters);
  write_given(writer, "accounts", scenario.accounts);
  write_given(writer, "gasPicker", scenario.gas);
  write_given(writer, "gasFeeCapPicker", scenario.gas_fee_cap);
  write_given(writer, "gasTipCapPicker", scenario.gas_tip_cap);
  write_given(writer, "keyDistribution", scenario.key_distribution);
  if (scenario.record_count > 0) writer.member("recordCount", scenario.record_count);
  write_given(writer, "sizeDistribution", scenario.size_distribution);
  if (!scenario.size_buckets.empty()) {
    writer.key("sizeBuckets").begin_array(true);
    for (const std::uint64_t size : scenario.size_buckets) writer.number(size);
    writer.end_array();
  }
  if (!scenario.operations.empty()) {
    writer.key("operations").begin_object();
    for (const OperationWeight& operation : scenario.operations)
      writer.member(operation.name, operation.weight);
    writer.end_object();
  }
  writer.end_object();
}

void write_headers(json::Writer& writer, const std::vector<net::HeaderField>& headers) {
  writer.key("headers").begin_array();
  for (const net::HeaderField& field : headers) writer.string(base::cat(field.name, ": ..."));
  writer.end_array();
}

void write(json::Writer& writer, const TlsConfig& tls) {
  const auto text = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) writer.member(key, value);
  };
  text("caFile", tls.ca_file);
  if (!tls.pins.empty()) {
    writer.key("tlsPin").begin_array();
    for (const std::string& pin : tls.pins) writer.string(pin);
    writer.end_array();
  }
  if (tls.insecure) writer.member("tlsInsecure", *tls.insecure);
  text("tlsCert", tls.cert);
  text("tlsKey", tls.key);
  text("tlsServerName", tls.server_name);
}

void write_list(json::Writer& writer, const Settings& settings, const Option& option) {
  const auto& list = settings.*std::get<std::vector<std::string> Settings::*>(option.field);
  writer.begin_array();
  for (const std::string& one : list)  // of a header, no value
    writer.string(option.name == kHeader ? base::cat(one.substr(0, one.find(':')), ": ...") : one);
  writer.end_array();
}

void write(json::Writer& writer, const Settings& settings) {
  writer.begin_object();
  for (const Option& option : setting_options()) {
    if (!option.built) continue;
    // Given or not makes a difference here: a run that nobody scrapes skips the default.
    if (option.name == kFlushDelay && !settings.flush_delay_given) continue;
    writer.key(option.key);
    if (is_list(option)) {
      write_list(writer, settings, option);
      continue;
    }
    const std::string value = show(settings, option);
    const std::string text = option.argument == "URL" ? base::redact_url(value) : value;
    if (is_json_string(option)) {
      writer.string(text);
    } else {
      writer.raw(text);
    }
  }
  writer.end_object();
}

}  // namespace

std::string to_json(const Profile& profile) {
  std::string out;
  json::Writer writer(out, true);
  writer.begin_object();
  if (profile.chain_id) writer.member("chainId", *profile.chain_id);
  writer.member("seiChainID", profile.sei_chain_id);
  writer.key("endpoints").begin_array();
  for (const EndpointConfig& endpoint : profile.endpoints) {
    const std::string url = base::redact_url(endpoint.url);
    if (endpoint.headers.empty() && endpoint.tls.is_unset()) {
      writer.string(url);
      continue;
    }
    writer.begin_object().member("url", url);
    if (!endpoint.headers.empty()) write_headers(writer, endpoint.headers);
    write(writer, endpoint.tls);
    writer.end_object();
  }
  writer.end_array();
  write_given(writer, "accounts", profile.accounts);
  write_contracts(writer, profile);
  writer.key("scenarios").begin_array();
  for (const ScenarioConfig& scenario : profile.scenarios) write(writer, scenario);
  writer.end_array();
  writer.member("mockDeploy", profile.mock_deploy);
  write_given(writer, "mockChain", profile.mock_chain);
  if (profile.seed) writer.member("seed", *profile.seed);
  write_given(writer, "funding", profile.funding);
  write(writer.key("settings"), profile.settings);
  writer.end_object();
  return out += '\n';
}

}  // namespace seiload::profile
