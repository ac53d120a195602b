pragma solidity 0.8.30;

/// The part of a collection of tokens (ERC-721) that minting needs. Whoever asks mints.
///
/// An id that exists changes hands: a later run with the same seed finds the same contract, and counts its
/// ids from 1 again.
contract ERC721 {
    string public constant name = "Load";
    string public constant symbol = "LOAD";

    mapping(uint256 id => address) private _owners;
    mapping(address owner => uint256) private _balances;

    event Transfer(address indexed from, address indexed to, uint256 indexed tokenId);

    error InvalidReceiver(address receiver);
    error NonexistentToken(uint256 tokenId);

    function ownerOf(uint256 tokenId) external view returns (address) {
        address owner = _owners[tokenId];
        if (owner == address(0)) revert NonexistentToken(tokenId);
        return owner;
    }

    function balanceOf(address owner) external view returns (uint256) {
        return _balances[owner];
    }

    function mint(address to, uint256 tokenId) external {
        if (to == address(0)) revert InvalidReceiver(to);
        address from = _owners[tokenId];
        unchecked {
            if (from != address(0)) --_balances[from];
            ++_balances[to];
        }
        _owners[tokenId] = to;
        emit Transfer(from, to, tokenId);
    }
}
