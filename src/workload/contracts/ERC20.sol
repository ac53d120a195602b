pragma solidity 0.8.30;

/// A token in which every account owns something without ever having been given anything: a transfer never
/// fails for want of a balance, and costs what it costs in a token that has been in use for a while.
///
/// An account that holds 0 in storage owns GRANT. So the first transfer from an account, and the first to
/// one, fill a slot (20,000 gas more each); all later ones change it. An account that spends all of it owns
/// GRANT again.
contract ERC20 {
    uint256 private constant GRANT = 1 << 128;

    string public constant name = "Load";
    string public constant symbol = "LOAD";
    uint8 public constant decimals = 18;

    mapping(address account => uint256) private _balances;

    event Transfer(address indexed from, address indexed to, uint256 value);

    error InsufficientBalance(address account, uint256 balance, uint256 needed);

    function balanceOf(address account) public view returns (uint256) {
        uint256 stored = _balances[account];
        return stored == 0 ? GRANT : stored;
    }

    function transfer(address to, uint256 value) public virtual returns (bool) {
        uint256 balance = balanceOf(msg.sender);
        if (balance < value) revert InsufficientBalance(msg.sender, balance, value);
        unchecked {
            _balances[msg.sender] = balance - value;
        }
        _balances[to] = balanceOf(to) + value; // read after the write: it may be the sender
        emit Transfer(msg.sender, to, value);
        return true;
    }
}
