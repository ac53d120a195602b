#pragma once
// For functions that handle a secret: what they left on the stack.

namespace seiload::crypto {

// Zeros 16 KiB of the stack below the caller's frame, deeper than what it is called after reaches. The caller
// keeps the secret in one call that is not inlined, and calls this next.
void overwrite_stack();

}  // namespace seiload::crypto
