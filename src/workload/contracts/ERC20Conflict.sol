pragma solidity 0.8.30;

import "ERC20.sol";

/// The token, with one slot that every transfer changes: no two transfers can be executed side by side.
contract ERC20Conflict is ERC20 {
    uint256 public transfers;

    function transfer(address to, uint256 value) public override returns (bool) {
        unchecked {
            ++transfers;
        }
        return super.transfer(to, value);
    }
}
