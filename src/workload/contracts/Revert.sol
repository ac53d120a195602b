pragma solidity 0.8.30;

import "GasBurn.sol";

/// Fails on purpose, as late as it is told to.
contract Revert is GasBurn {
    /// Uses `cost` of gas first; 0 fails at once.
    function fail(uint256 cost) external view {
        burn(cost);
        revert("reverted on purpose");
    }
}
