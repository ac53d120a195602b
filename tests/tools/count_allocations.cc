// seiload with every allocation counted: its last line on standard error is "N allocations". For
// tests/cli/allocations.sh, which holds two runs of different lengths against each other.

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <new>

#define main seiload_main
#include "../../src/main.cc"
#undef main

namespace {

std::atomic<std::uint64_t> allocations{0};

void* allocate(std::size_t size, std::size_t alignment) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  void* room = nullptr;
  if (posix_memalign(&room, alignment < sizeof(void*) ? sizeof(void*) : alignment, size) != 0)
    throw std::bad_alloc();
  return room;
}

}  // namespace

// The array and nothrow forms come down to these.
void* operator new(std::size_t size) { return allocate(size, alignof(std::max_align_t)); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* room) noexcept { std::free(room); }
void operator delete(void* room, std::size_t) noexcept { std::free(room); }
void operator delete(void* room, std::align_val_t) noexcept { std::free(room); }
void operator delete(void* room, std::size_t, std::align_val_t) noexcept { std::free(room); }

int main(int argc, char** argv) {
  const int status = seiload_main(argc, argv);
  std::fprintf(stderr, "%llu allocations\n", static_cast<unsigned long long>(allocations.load()));
  return status;
}
