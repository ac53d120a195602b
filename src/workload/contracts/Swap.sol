pragma solidity 0.8.30;

/// Pools of two tokens each, priced by a constant product less 0.3 %. Pools have numbers, and share nothing:
/// how many are in use decides how often two transactions meet.
///
/// A pool and a trader that hold 0 in storage own GRANT of both tokens: whoever asks can swap, as long as no
/// more than that is drained. A swap changes one slot of the pool and one of the trader.
contract Swap {
    uint128 private constant GRANT = 1 << 100;

    struct Pair {
        uint128 amount0;
        uint128 amount1;
    }

    mapping(uint256 pool => Pair) private _reserves;
    mapping(uint256 pool => mapping(address trader => Pair)) private _balances;

    event Swapped(
        uint256 indexed pool, address indexed trader, bool zeroForOne, uint256 amountIn, uint256 amountOut
    );

    error TooMuch(uint256 amountIn, uint256 limit);

    function reservesOf(uint256 pool) external view returns (uint256, uint256) {
        Pair memory pair = read(_reserves[pool]);
        return (pair.amount0, pair.amount1);
    }

    function balancesOf(uint256 pool, address trader) external view returns (uint256, uint256) {
        Pair memory pair = read(_balances[pool][trader]);
        return (pair.amount0, pair.amount1);
    }

    /// Gives the pool some of its first token for the second (zeroForOne), or of the second for the first.
    function swap(uint256 pool, bool zeroForOne, uint256 amountIn) external returns (uint256 amountOut) {
        Pair memory reserve = read(_reserves[pool]);
        Pair memory balance = read(_balances[pool][msg.sender]);
        if (!zeroForOne) (reserve, balance) = (flip(reserve), flip(balance));
        uint256 limit = balance.amount0;
        if (limit > type(uint128).max - reserve.amount0) limit = type(uint128).max - reserve.amount0;
        if (amountIn > limit) revert TooMuch(amountIn, limit);
        uint256 paid = amountIn * 997;
        amountOut = (reserve.amount1 * paid) / (uint256(reserve.amount0) * 1000 + paid);
        unchecked {
            reserve.amount0 += uint128(amountIn);
            reserve.amount1 -= uint128(amountOut); // amountOut is less than all of it
            balance.amount0 -= uint128(amountIn);
        }
        balance.amount1 += uint128(amountOut);
        if (!zeroForOne) (reserve, balance) = (flip(reserve), flip(balance));
        _reserves[pool] = reserve;
        _balances[pool][msg.sender] = balance;
        emit Swapped(pool, msg.sender, zeroForOne, amountIn, amountOut);
    }

    function read(Pair storage stored) private view returns (Pair memory pair) {
        pair = Pair(stored.amount0, stored.amount1);
        if (pair.amount0 == 0 && pair.amount1 == 0) (pair.amount0, pair.amount1) = (GRANT, GRANT);
    }

    function flip(Pair memory pair) private pure returns (Pair memory) {
        return Pair(pair.amount1, pair.amount0);
    }
}
