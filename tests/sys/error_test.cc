#include "sys/error.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace seiload::sys {
namespace {

TEST(Errno, HasTheSystemsText) {
  EXPECT_EQ(errno_text(ECONNREFUSED), "Connection refused");
  EXPECT_EQ(errno_error("connect 127.0.0.1:1", ECONNREFUSED).message,
            "connect 127.0.0.1:1: Connection refused");
  EXPECT_EQ(errno_error("connect 127.0.0.1:1", ECONNREFUSED).code, base::Code::io);
  EXPECT_FALSE(errno_text(99999).empty());
}

}  // namespace
}  // namespace seiload::sys
