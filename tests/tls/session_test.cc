#include "tls/session.h"

#include <gtest/gtest.h>

namespace seiload::tls {
namespace {

using std::chrono::seconds;

base::WallTime at(int s) { return base::WallTime(seconds(s)); }

Session session(std::uint8_t name, int received = 100, int expires = 200) {
  Session out;
  out.suite = 0x1301;
  out.ticket = {name};
  out.received = at(received);
  out.expires = at(expires);
  return out;
}

int name_of(const std::shared_ptr<const Session>& session) { return session ? session->ticket[0] : -1; }

TEST(SessionCache, UsesATicketOnceButTheLast) {
  SessionCache cache;
  EXPECT_EQ(cache.take(at(100)), nullptr);
  for (const std::uint8_t name : {std::uint8_t{1}, std::uint8_t{2}, std::uint8_t{3}})
    cache.put(session(name));
  EXPECT_EQ(name_of(cache.take(at(101))), 3);
  EXPECT_EQ(name_of(cache.take(at(101))), 2);
  EXPECT_EQ(name_of(cache.take(at(101))), 1);
  EXPECT_EQ(name_of(cache.take(at(101))), 1);
  cache.put(session(4));  // instead of the used one
  cache.put(session(5));
  EXPECT_EQ(name_of(cache.take(at(101))), 5);
  EXPECT_EQ(name_of(cache.take(at(101))), 4);
  EXPECT_EQ(cache.size(), 1U);
}

TEST(SessionCache, ForgetsWhatHasExpired) {
  SessionCache cache;
  cache.put(session(1, 100, 150));
  cache.put(session(2, 100, 120));
  EXPECT_EQ(name_of(cache.take(at(119))), 2);
  cache.put(session(2, 100, 120));
  EXPECT_EQ(name_of(cache.take(at(120))), 1);
  EXPECT_EQ(cache.take(at(150)), nullptr);
  cache.put(session(3));
  EXPECT_EQ(cache.take(at(99)), nullptr);  // from the future: the clock was set back
}

TEST(SessionCache, DropsWhatWasRefused) {
  SessionCache cache;
  cache.put(session(1));
  const auto taken = cache.take(at(101));
  cache.drop(taken);
  EXPECT_EQ(cache.size(), 0U);
  cache.drop(taken);
  cache.put(session(2));
  cache.put(session(3));
  EXPECT_EQ(cache.size(), 2U);  // the used one was dropped: nothing else is
}

TEST(SessionCache, HoldsNoMoreThanItsLimit) {
  SessionCache cache;
  for (int i = 0; i < 100; ++i) cache.put(session(static_cast<std::uint8_t>(i)));
  EXPECT_EQ(cache.size(), SessionCache::kMaxSessions);
  EXPECT_EQ(name_of(cache.take(at(101))), 99);
}

}  // namespace
}  // namespace seiload::tls
