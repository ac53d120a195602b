pragma solidity 0.8.30;

/// Computes until an amount of gas is used. It hashes, so that a node's processor works for its gas; nothing
/// is read from storage or written to it.
contract GasBurn {
    /// Uses `amount` of gas, and at most a turn of the loop (about 150) and 300 more.
    function burn(uint256 amount) public view returns (bytes32 hash) {
        uint256 start = gasleft();
        while (start - gasleft() < amount) hash = keccak256(abi.encode(hash));
    }
}
