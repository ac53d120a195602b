#include "sys/thread.h"

#include <gtest/gtest.h>

#include <atomic>
#include <new>
#include <stdexcept>

#include "sys/clock.h"

namespace seiload::sys {
namespace {

TEST(Thread, RunsItsBodyAndIsJoinedByItsOwner) {
  std::atomic<bool> ran = false;
  {
    auto thread = Thread::start(
        "test", [&] { ran = true; }, [](base::Error) { FAIL(); });
    ASSERT_TRUE(thread);
    EXPECT_TRUE(thread->joinable());
    Thread owner = std::move(*thread);
    EXPECT_FALSE(thread->joinable());
    EXPECT_TRUE(owner.joinable());
  }
  EXPECT_TRUE(ran);
  Thread none;
  none.join();
  EXPECT_FALSE(none.joinable());
}

TEST(Thread, AnExceptionIsAFailureOfTheRun) {
  auto stop = std::make_unique<Stop>();
  auto thread = Thread::start(
      "block feed", [] { throw std::runtime_error("what it was"); }, *stop);
  ASSERT_TRUE(thread);
  thread->join();
  EXPECT_EQ(stop->reason().kind, StopReason::Kind::failure);
  EXPECT_EQ(stop->reason().error.message, "block feed thread: what it was");
}

TEST(Thread, WantOfMemoryIsASentence) {
  std::string message;
  auto thread = Thread::start(
      "worker", [] { throw std::bad_alloc(); },
      [&](base::Error error) { message = std::move(error.message); });
  ASSERT_TRUE(thread);
  thread->join();
  EXPECT_EQ(message.substr(0, 29), "worker thread: out of memory:");
  EXPECT_GT(message.size(), 40U);
}

}  // namespace
}  // namespace seiload::sys
