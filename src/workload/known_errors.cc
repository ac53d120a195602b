#include "workload/known_errors.h"

#include "workload/contracts/contracts.h"

namespace seiload::workload {

std::vector<eth::abi::Signature> known_errors(const profile::Profile& profile) {
  std::vector<eth::abi::Signature> errors;
  const auto add = [&](std::string_view text) {
    if (auto error = eth::abi::parse_signature(text)) errors.push_back(*std::move(error));
  };
  for (const profile::ContractConfig& contract : profile.contracts)
    for (const std::string& error : contract.errors) add(error);
  for (const Contract& contract : contracts())
    for (const std::string_view error : contract.errors) add(error);
  return errors;
}

}  // namespace seiload::workload
