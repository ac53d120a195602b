pragma solidity 0.8.30;

interface IToken {
    function transferFrom(address from, address to, uint256 amount) external;
    function market() external view returns (address);
}

/// Sells against the token of another contract, which must know this market.
contract Market {
    struct Terms {
        uint16 feePercent;
        string label;
    }

    struct Order {
        address to;
        uint256 amount;
        bytes note;
    }

    IToken public immutable token;
    Terms public terms;
    uint256[] public steps;
    uint256 public sold;

    event Asked(address indexed buyer, Order order, uint256[] steps);
    event Sold(address indexed buyer, address indexed to, uint256 amount, bytes note);

    error FeeTooHigh(uint16 feePercent, uint16 limit);
    error WrongStep(uint256 step);
    error UnknownMarket(address token, address market);

    constructor(IToken token_, Terms memory terms_, uint256[] memory steps_) {
        if (terms_.feePercent > 10) revert FeeTooHigh(terms_.feePercent, 10);
        token = token_;
        terms = terms_;
        steps = steps_;
    }

    function ask(Order calldata order, uint256[] calldata steps_) external {
        emit Asked(msg.sender, order, steps_);
    }

    function buy(Order[] calldata orders, uint256 step) external {
        if (step >= steps.length) revert WrongStep(step);
        if (token.market() != address(this)) revert UnknownMarket(address(token), address(this));
        for (uint256 i = 0; i < orders.length; ++i) {
            token.transferFrom(msg.sender, orders[i].to, orders[i].amount);
            sold += orders[i].amount;
            emit Sold(msg.sender, orders[i].to, orders[i].amount, orders[i].note);
        }
    }
}
