#include "load/slots.h"

#include <gtest/gtest.h>

#include <set>

namespace seiload::test {
namespace {

using load::Slot;
using load::Slots;

TEST(Slots, AreUsedAgain) {
  Slots slots;
  std::set<std::uint32_t> taken;
  for (int i = 0; i < 200; ++i) taken.insert(slots.take());
  EXPECT_EQ(taken.size(), 200U);
  EXPECT_EQ(slots.size(), 200U);
  slots.give_back(17);
  slots.give_back(170);
  EXPECT_EQ(slots[17].state, Slot::State::free);
  EXPECT_EQ(slots.take(), 170U);
  EXPECT_EQ(slots.take(), 17U);
  EXPECT_EQ(slots[17].state, Slot::State::waiting);
  EXPECT_EQ(slots.size(), 200U);
}

// A stall fills all slots; then they are signed a few at a time.
TEST(Slots, HaveAsMuchRoomForRequestsAsWereEverSignedTogether) {
  Slots slots;
  const std::string request(300, 'x');
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(slots.take(), static_cast<std::uint32_t>(i));
  std::set<const char*> rooms;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    std::string& body = slots.body_of(i);
    body.resize(request.size());
    body.replace(0, request.size(), request);
    EXPECT_EQ(&body, &slots[i].body);
    EXPECT_EQ(&slots.body_of(i), &body);  // signed once more
    EXPECT_EQ(body, request);
    rooms.insert(body.data());
    if (i >= 4) slots.give_back(i - 4);
  }
  EXPECT_EQ(rooms.size(), 5U);
  EXPECT_EQ(slots[999].body, request);
}

TEST(Queue, IsFirstInFirstOut) {
  Slots slots;
  load::Queue<Slots> queue;
  for (int i = 0; i < 4; ++i) slots.take();
  EXPECT_TRUE(queue.empty());
  queue.push(slots, 2);
  queue.push(slots, 0);
  queue.push_front(slots, 3);
  EXPECT_EQ(queue.front(), 3U);
  EXPECT_EQ(queue.back(), 0U);
  EXPECT_EQ(queue.pop(slots), 3U);
  EXPECT_EQ(queue.pop(slots), 2U);
  EXPECT_EQ(queue.pop(slots), 0U);
  EXPECT_TRUE(queue.empty());
  queue.push_front(slots, 1);
  EXPECT_EQ(queue.back(), 1U);
}

}  // namespace
}  // namespace seiload::test
