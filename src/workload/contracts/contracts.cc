#include "workload/contracts/contracts.h"

#include "base/check.h"
#include "base/hex.h"

namespace seiload::workload {

const Contract* find_contract(std::string_view name) {
  for (const Contract& contract : contracts())
    if (contract.name == name) return &contract;
  return nullptr;
}

base::Bytes init_code_of(const Contract& contract) {
  auto code = base::decode_hex_digits(contract.init_code);
  CHECK(code.has_value());
  return *std::move(code);
}

}  // namespace seiload::workload
