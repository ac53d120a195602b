#include "load/in_flight.h"

#include <gtest/gtest.h>

#include <set>

namespace seiload::test {
namespace {

using load::InFlight;
using load::Operation;
using State = Operation::State;

// An operation in this state.
std::uint32_t bring_to(InFlight& in_flight, State state) {
  const std::uint32_t index = in_flight.admit();
  if (state == State::admitted) return index;
  in_flight.begin_signing(index);
  if (state == State::signing) return index;
  in_flight.queue(index, {});
  if (state == State::queued) return index;
  in_flight.send(index);
  if (state == State::ended) in_flight.end(index);
  return index;
}

TEST(InFlight, PlacesAreReused) {
  InFlight in_flight;
  std::set<std::uint32_t> taken;
  for (int i = 0; i < 200; ++i) taken.insert(in_flight.admit());
  EXPECT_EQ(taken.size(), 200U);
  EXPECT_EQ(in_flight.places(), 200U);
  in_flight.end(17);
  in_flight.end(170);
  EXPECT_EQ(in_flight.size(), 198U);
  EXPECT_EQ(in_flight[17].state, State::ended);
  EXPECT_EQ(in_flight.admit(), 170U);
  EXPECT_EQ(in_flight.admit(), 17U);
  EXPECT_EQ(in_flight[17].state, State::admitted);
  EXPECT_EQ(in_flight.places(), 200U);
}

TEST(InFlight, CountsByState) {
  InFlight in_flight;
  for (const State state : {State::admitted, State::signing, State::queued, State::sent, State::ended})
    bring_to(in_flight, state);
  const std::uint32_t returned = bring_to(in_flight, State::sent);
  in_flight.take_back(returned);
  EXPECT_TRUE(in_flight[returned].is_returned);
  const std::uint32_t withdrawn = bring_to(in_flight, State::queued);
  in_flight.withdraw(withdrawn);
  EXPECT_EQ(in_flight.count(State::admitted), 2U);
  EXPECT_EQ(in_flight.count(State::signing), 1U);
  EXPECT_EQ(in_flight.count(State::queued), 2U);
  EXPECT_EQ(in_flight.count(State::sent), 1U);
  EXPECT_EQ(in_flight.size(), 6U);
}

TEST(InFlightDeathTest, NoStepThatTheDiagramDoesNotHave) {
  InFlight in_flight;
  bring_to(in_flight, State::ended);
  const std::uint32_t admitted = bring_to(in_flight, State::admitted);
  const std::uint32_t signing = bring_to(in_flight, State::signing);
  const std::uint32_t queued = bring_to(in_flight, State::queued);
  const std::uint32_t sent = bring_to(in_flight, State::sent);
  EXPECT_DEATH(in_flight.queue(admitted, {}), "state");
  EXPECT_DEATH(in_flight.send(admitted), "successors");
  EXPECT_DEATH(in_flight.send(signing), "successors");
  EXPECT_DEATH(in_flight.withdraw(sent), "successors");
  EXPECT_DEATH(in_flight.take_back(queued), "state");
  EXPECT_DEATH(in_flight.begin_signing(sent), "successors");
  in_flight.end(sent);
  EXPECT_DEATH(in_flight.end(sent), "successors");
}

// A stall fills the table; then operations are signed a few at a time.
TEST(InFlight, HasAsMuchRoomForRequestsAsWereEverSignedTogether) {
  InFlight in_flight;
  const std::string request(300, 'x');
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(in_flight.admit(), static_cast<std::uint32_t>(i));
  std::set<const char*> rooms;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    std::string& body = in_flight.body_of(i);
    body.resize(request.size());
    body.replace(0, request.size(), request);
    EXPECT_EQ(&body, &in_flight[i].body);
    EXPECT_EQ(&in_flight.body_of(i), &body);  // signed once more
    EXPECT_EQ(body, request);
    rooms.insert(body.data());
    if (i >= 4) in_flight.end(i - 4);
  }
  EXPECT_EQ(rooms.size(), 5U);
  EXPECT_EQ(in_flight[999].body, request);
}

TEST(Queue, IsFirstInFirstOut) {
  InFlight in_flight;
  load::Queue<InFlight> queue;
  for (int i = 0; i < 4; ++i) in_flight.admit();
  EXPECT_TRUE(queue.empty());
  queue.push(in_flight, 2);
  queue.push(in_flight, 0);
  queue.push_front(in_flight, 3);
  EXPECT_EQ(queue.front(), 3U);
  EXPECT_EQ(queue.back(), 0U);
  EXPECT_EQ(queue.pop(in_flight), 3U);
  EXPECT_EQ(queue.pop(in_flight), 2U);
  EXPECT_EQ(queue.pop(in_flight), 0U);
  EXPECT_TRUE(queue.empty());
  queue.push_front(in_flight, 1);
  EXPECT_EQ(queue.back(), 1U);
}

}  // namespace
}  // namespace seiload::test
