pragma solidity 0.8.30;

/// Creates contracts at addresses that do not depend on who asks, or when: CREATE2 (EIP-1014). The call data
/// is the salt, 32 bytes, and the init code; what it returns is the address, 20 bytes. The interface is that
/// of the deterministic deployment proxy at 0x4e59b44847b379578588920cA78FbF26c0B4956C, for chains that lack
/// it. A constructor that reverts says why.
contract Factory {
    fallback() external payable {
        assembly {
            if lt(calldatasize(), 32) { revert(0, 0) }
            let size := sub(calldatasize(), 32)
            calldatacopy(0, 32, size)
            let created := create2(callvalue(), 0, size, calldataload(0))
            if iszero(created) {
                returndatacopy(0, 0, returndatasize())
                revert(0, returndatasize())
            }
            mstore(0, created)
            return(12, 20)
        }
    }
}
