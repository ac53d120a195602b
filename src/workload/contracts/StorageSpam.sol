pragma solidity 0.8.30;

/// Makes the state grow. Each sender fills slots of its own, so that two senders' calls never touch the same.
contract StorageSpam {
    mapping(address sender => uint256) public filled; // how many slots are a sender's
    mapping(address sender => mapping(uint256 number => uint256)) private _slots;

    /// Fills so many slots that were never filled before.
    function fill(uint256 slots) external {
        uint256 first = filled[msg.sender];
        mapping(uint256 => uint256) storage own = _slots[msg.sender];
        unchecked {
            uint256 end = first + slots;
            filled[msg.sender] = end;
            while (first < end) own[first++] = end;
        }
    }
}
