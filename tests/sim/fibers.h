#pragma once
// Threads that take turns: each has a stack of its own in the one real thread, and runs from resume() until
// it parks or ends. Who runs next is the caller's choice, so the same choices give the same run. Exceptions
// must not leave a fiber's body.

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace seiload::sim {

class Fibers {
 public:
  Fibers();
  // Those that have not ended are thrown away as they stand: nothing on their stacks is destroyed.
  ~Fibers();
  Fibers(const Fibers&) = delete;
  Fibers& operator=(const Fibers&) = delete;

  std::size_t make(std::function<void()> body);  // its number, from 0; it does not run yet
  std::size_t count() const { return all_.size(); }
  bool has_ended(std::size_t fiber) const;

  // Outside of all fibers: lets it run until it parks or ends. Requires that it has not ended.
  void resume(std::size_t fiber);
  // In a fiber: back to whoever resumed it.
  void park();
  bool is_inside() const { return current_ != nullptr; }
  std::size_t current() const;  // requires is_inside()

 private:
  struct Fiber;

  static void begin(unsigned high, unsigned low);
  void leave(Fiber& fiber, bool for_good);

  std::vector<std::unique_ptr<Fiber>> all_;
  std::unique_ptr<Fiber> outside_;
  Fiber* current_ = nullptr;
};

}  // namespace seiload::sim
