pragma solidity 0.8.30;

/// Sends coin to many accounts in one transaction. Nothing stays here: the value must be what is sent.
contract Disperse {
    error WrongValue(uint256 value, uint256 needed);
    error TransferFailed(address recipient);

    /// To each the same share of the value.
    function disperseEtherFixed(address[] calldata recipients) external payable {
        uint256 count = recipients.length;
        uint256 share = count == 0 ? 0 : msg.value / count;
        if (share * count != msg.value || share == 0) revert WrongValue(msg.value, (share + 1) * count);
        for (uint256 i = 0; i < count; ++i) send(recipients[i], share);
    }

    /// To each an amount of its own.
    function disperseEther(address[] calldata recipients, uint256[] calldata values) external payable {
        uint256 sum = 0;
        for (uint256 i = 0; i < recipients.length; ++i) {
            sum += values[i];
            send(recipients[i], values[i]);
        }
        if (sum != msg.value) revert WrongValue(msg.value, sum);
    }

    function send(address recipient, uint256 value) private {
        (bool sent, ) = recipient.call{value: value}("");
        if (!sent) revert TransferFailed(recipient);
    }
}
