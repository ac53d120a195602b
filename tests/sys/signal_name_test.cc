#include "sys/signals.h"

#include <gtest/gtest.h>
#include <signal.h>

namespace seiload::sys {
namespace {

TEST(SignalName, IsAsKillWritesIt) {
  EXPECT_EQ(signal_name(SIGHUP), "SIGHUP");
  EXPECT_EQ(signal_name(SIGINT), "SIGINT");
  EXPECT_EQ(signal_name(SIGTERM), "SIGTERM");
  EXPECT_EQ(signal_name(SIGUSR1), "SIGUSR1");
  EXPECT_EQ(signal_name(SIGXFSZ), "SIGXFSZ");
  EXPECT_EQ(signal_name(63), "signal 63");
}

}  // namespace
}  // namespace seiload::sys
