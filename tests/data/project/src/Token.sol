pragma solidity 0.8.30;

/// A token as a user has one: whoever asks mints, and an allowance is needed to spend for others. It knows the
/// market that sells against it, which is said after both are deployed.
contract Token {
    string public name;
    address public market;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 value);

    error MarketIsSet(address market);
    error InsufficientAllowance(address spender, uint256 allowed, uint256 wanted);
    error MintTooLarge(uint256 wanted, uint256 limit);

    constructor(string memory name_) {
        name = name_;
    }

    function setMarket(address market_) external {
        if (market != address(0) && market != market_) revert MarketIsSet(market);
        market = market_;
    }

    function mint(address to, uint256 amount) external {
        if (amount > 1e24) revert MintTooLarge(amount, 1e24);
        totalSupply += amount;
        balanceOf[to] += amount;
        emit Transfer(address(0), to, amount);
    }

    function approve(address spender, uint256 amount) external {
        allowance[msg.sender][spender] = amount;
    }

    function transferFrom(address from, address to, uint256 amount) external {
        uint256 allowed = allowance[from][msg.sender];
        if (allowed < amount) revert InsufficientAllowance(msg.sender, allowed, amount);
        allowance[from][msg.sender] = allowed - amount;
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
        emit Transfer(from, to, amount);
    }
}
