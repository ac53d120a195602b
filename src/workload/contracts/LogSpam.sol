pragma solidity 0.8.30;

/// Writes logs: work for whoever indexes them, and none for the state.
contract LogSpam {
    /// So many logs with one topic, keccak256("Spam()"), and so many bytes of data, all zero.
    function write(uint256 logs, uint256 size) external {
        bytes32 topic = keccak256("Spam()");
        assembly ("memory-safe") {
            let data := mload(0x40) // nothing was ever written from here on
            for {} logs { logs := sub(logs, 1) } { log1(data, size, topic) }
        }
    }
}
