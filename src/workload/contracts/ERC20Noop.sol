pragma solidity 0.8.30;

/// Takes the call of a token's transfer, and does nothing: what remains is what a contract call costs a node.
contract ERC20Noop {
    function transfer(address, uint256) external pure returns (bool) {
        return true;
    }
}
