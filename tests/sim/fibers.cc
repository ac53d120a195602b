#include "sim/fibers.h"

#include <cxxabi.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <new>
#include <utility>

#include "base/check.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SEILOAD_ADDRESS_SANITIZER 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define SEILOAD_ADDRESS_SANITIZER 1
#endif
#ifdef SEILOAD_ADDRESS_SANITIZER
#include <sanitizer/common_interface_defs.h>
#endif

namespace seiload::sim {
namespace {

constexpr std::size_t kStackSize = 1 << 20;

// One page below it that nobody may touch. Kept for the next fiber of whoever: a run makes a dozen.
class Stack {
 public:
  Stack() {
    if (!kept().empty()) {
      at_ = kept().back();
      kept().pop_back();
      return;
    }
    void* const got = ::mmap(nullptr, kStackSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (got == MAP_FAILED) throw std::bad_alloc();
    at_ = static_cast<char*>(got);
    CHECK(::mprotect(at_, page(), PROT_NONE) == 0);
  }
  ~Stack() { kept().push_back(at_); }
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;

  char* begin() const { return at_ + page(); }
  static std::size_t size() { return kStackSize - page(); }

 private:
  static std::size_t page() {
    static const auto size = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    return size;
  }
  static std::vector<char*>& kept() {
    static std::vector<char*> all;
    return all;
  }

  char* at_;
};

}  // namespace

struct Fibers::Fiber {
  ucontext_t context{};
  std::function<void()> body;
  std::unique_ptr<Stack> stack;  // null: the real thread's
  bool ended = false;
  // What the C++ library keeps a thread: the exceptions that are being handled (Itanium C++ ABI, 2.2.2).
  struct {
    void* caught = nullptr;
    unsigned uncaught = 0;
  } exceptions;
  // What the address sanitizer keeps a stack.
  void* fake_stack = nullptr;
  const void* bottom = nullptr;
  std::size_t size = 0;
};

namespace {

template <class Fiber>
void change(Fiber& from, Fiber& to, [[maybe_unused]] bool for_good) {
  void* const globals = __cxxabiv1::__cxa_get_globals();
  std::memcpy(&from.exceptions, globals, sizeof from.exceptions);
  std::memcpy(globals, &to.exceptions, sizeof to.exceptions);
#ifdef SEILOAD_ADDRESS_SANITIZER
  __sanitizer_start_switch_fiber(for_good ? nullptr : &from.fake_stack, to.bottom, to.size);
#endif
  CHECK(::swapcontext(&from.context, &to.context) == 0);
#ifdef SEILOAD_ADDRESS_SANITIZER
  __sanitizer_finish_switch_fiber(from.fake_stack, nullptr, nullptr);
#endif
}

}  // namespace

Fibers::Fibers() : outside_(std::make_unique<Fiber>()) {}
Fibers::~Fibers() = default;

std::size_t Fibers::make(std::function<void()> body) {
  auto fiber = std::make_unique<Fiber>();
  fiber->body = std::move(body);
  fiber->stack = std::make_unique<Stack>();
  fiber->bottom = fiber->stack->begin();
  fiber->size = Stack::size();
  CHECK(::getcontext(&fiber->context) == 0);
  fiber->context.uc_stack.ss_sp = fiber->stack->begin();
  fiber->context.uc_stack.ss_size = Stack::size();
  // makecontext(3) hands on ints only.
  const auto self = reinterpret_cast<std::uintptr_t>(this);
  ::makecontext(&fiber->context, reinterpret_cast<void (*)()>(&Fibers::begin), 2,
                static_cast<unsigned>(self >> 32), static_cast<unsigned>(self));
  all_.push_back(std::move(fiber));
  return all_.size() - 1;
}

bool Fibers::has_ended(std::size_t fiber) const { return all_.at(fiber)->ended; }

std::size_t Fibers::current() const {
  for (std::size_t i = 0; i < all_.size(); ++i)
    if (all_[i].get() == current_) return i;
  CHECK(false);
  return 0;
}

void Fibers::resume(std::size_t fiber) {
  Fiber& next = *all_.at(fiber);
  CHECK(!next.ended && current_ == nullptr);
  current_ = &next;
  change(*outside_, next, false);
  current_ = nullptr;
  if (next.ended) next.stack.reset();
}

void Fibers::park() {
  CHECK(current_ != nullptr);
  leave(*current_, false);
}

void Fibers::leave(Fiber& fiber, bool for_good) { change(fiber, *outside_, for_good); }

void Fibers::begin(unsigned high, unsigned low) {
  auto& self = *reinterpret_cast<Fibers*>(std::uintptr_t{high} << 32 | low);
  Fiber& fiber = *self.current_;
#ifdef SEILOAD_ADDRESS_SANITIZER
  __sanitizer_finish_switch_fiber(nullptr, &self.outside_->bottom, &self.outside_->size);
#endif
  fiber.body();
  fiber.body = {};
  fiber.ended = true;
  self.leave(fiber, true);
}

}  // namespace seiload::sim
