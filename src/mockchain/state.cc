#include "mockchain/state.h"

#include <algorithm>

#include "eth/create2.h"

namespace seiload::mockchain {

using base::Uint256;

State::State(const Uint256& initial_balance) : initial_balance_(initial_balance) {
  accounts_[eth::kDeploymentProxy] = {Uint256(), 1, true};
}

Account State::find(const eth::Address& address) const {
  const auto found = accounts_.find(address);
  return found == accounts_.end() ? Account{initial_balance_, 0, false} : found->second;
}

Account& State::touch(const eth::Address& address) {
  return accounts_.try_emplace(address, Account{initial_balance_, 0, false}).first->second;
}

Execution State::execute(const Transaction& tx, std::uint64_t base_fee, bool fails) {
  const eth::Transaction& body = tx.body();
  const bool to_contract = body.to && find(*body.to).is_contract;
  Execution result{fails ? body.gas_limit : gas_used(body, to_contract), std::nullopt, !fails};

  Account& sender = touch(tx.sender());
  const auto fee = Uint256::multiply(tx.gas_price(base_fee), result.gas_used);
  sender.balance = Uint256::subtract(sender.balance, fee.value_or(sender.balance)).value_or(Uint256());
  sender.nonce = std::max(sender.nonce, body.nonce + 1);
  if (fails) return result;
  const Uint256 value = std::min(body.value, sender.balance);
  sender.balance = *Uint256::subtract(sender.balance, value);

  const auto created = created_by(tx);
  if (!body.to) result.created = created;
  Account& receiver = touch(created ? *created : *body.to);  // sender is not looked at from here on
  receiver.balance = Uint256::add(receiver.balance, value).value_or(receiver.balance);
  if (created) {
    receiver.is_contract = true;
    receiver.nonce = std::max<std::uint64_t>(receiver.nonce, 1);  // EIP-161
  }
  return result;
}

}  // namespace seiload::mockchain
