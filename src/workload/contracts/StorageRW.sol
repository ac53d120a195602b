pragma solidity 0.8.30;

/// Records under numbers, to be read, written, or both. The pad is not looked at: it only makes the
/// transaction larger.
contract StorageRW {
    mapping(uint256 key => uint256) private _records;

    function read(uint256 key, bytes calldata) external view returns (uint256) {
        return _records[key];
    }

    function write(uint256 key, uint256 value, bytes calldata) external {
        _records[key] = value;
    }

    function rmw(uint256 key, bytes calldata) external {
        unchecked {
            ++_records[key];
        }
    }
}
