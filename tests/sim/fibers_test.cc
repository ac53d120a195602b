#include "sim/fibers.h"

#include <gtest/gtest.h>

#include <exception>
#include <stdexcept>
#include <string>

namespace seiload::sim {
namespace {

TEST(Fibers, TakeTurnsWhereTheyPark) {
  Fibers fibers;
  std::string said;
  const auto speak = [&](char what) {
    return [&fibers, &said, what] {
      for (int i = 0; i < 3; ++i) {
        said += what;
        fibers.park();
      }
    };
  };
  const std::size_t a = fibers.make(speak('a')), b = fibers.make(speak('b'));
  EXPECT_EQ(said, "");
  for (int i = 0; i < 4; ++i) {
    fibers.resume(a);
    EXPECT_EQ(fibers.has_ended(a), i == 3);
    fibers.resume(b);
  }
  EXPECT_EQ(said, "ababab");
}

// What the C++ library keeps of an exception belongs to the fiber that handles it.
TEST(Fibers, HandleExceptionsOfTheirOwn) {
  Fibers fibers;
  std::string said;
  const auto catches = [&](const std::string& what) {
    return [&fibers, &said, what] {
      try {
        throw std::runtime_error(what);
      } catch (const std::exception&) {
        fibers.park();
        try {
          throw;
        } catch (const std::exception& mine) {
          said += mine.what();
        }
      }
      said += std::current_exception() ? "!" : ".";
    };
  };
  const std::size_t a = fibers.make(catches("a")), b = fibers.make(catches("b"));
  fibers.resume(a);
  fibers.resume(b);
  EXPECT_FALSE(std::current_exception());
  fibers.resume(a);
  fibers.resume(b);
  EXPECT_EQ(said, "a.b.");
}

TEST(Fibers, MayMakeOthersAndBeThrownAway) {
  Fibers fibers;
  std::size_t inner = 0;
  const std::size_t outer = fibers.make([&] {
    inner = fibers.make([&] { fibers.park(); });
    EXPECT_EQ(fibers.current(), 0U);
  });
  fibers.resume(outer);
  fibers.resume(inner);
  EXPECT_TRUE(fibers.has_ended(outer));
  EXPECT_FALSE(fibers.has_ended(inner));
}

}  // namespace
}  // namespace seiload::sim
