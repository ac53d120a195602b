#include "sys/memory.h"

#include <atomic>
#include <cstdlib>
#include <new>

namespace seiload::sys {
namespace {

constexpr std::size_t kReserve =
    2 << 20;  // more than malloc takes from its heap: freed, it goes back to the system

std::atomic<void*> g_reserve{nullptr};

[[noreturn]] void on_no_memory() {
  std::free(g_reserve.exchange(nullptr));
  throw std::bad_alloc();
}

}  // namespace

void keep_memory_reserve() {
  g_reserve = std::malloc(kReserve);
  std::set_new_handler(on_no_memory);
}

}  // namespace seiload::sys
