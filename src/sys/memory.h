#pragma once
// Want of memory, told instead of suffered in silence.

namespace seiload::sys {

// Keeps 2 MiB aside, untouched. The first allocation that fails gives them back, so that the failure it
// becomes (std::bad_alloc) can be reported, and what was measured with it. Before there is another thread.
void keep_memory_reserve();

}  // namespace seiload::sys
