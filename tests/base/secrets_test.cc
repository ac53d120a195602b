#include "base/secrets.h"

#include <gtest/gtest.h>

namespace seiload::base {
namespace {

TEST(Secrets, AreHiddenWhereverTheyStand) {
  Secrets secrets;
  secrets.add("pass");
  secrets.add("password");
  secrets.add("abc");  // too short
  secrets.add_query("id=7&apikey=k%2Fkey&flagged");
  EXPECT_EQ(secrets.hide("password, pass; abc"), "..., ...; abc");
  EXPECT_EQ(secrets.hide("GET /?id=7&apikey=k%2Fkey&flagged HTTP/1.1"), "GET /?... HTTP/1.1");
  EXPECT_EQ(secrets.hide(R"({"apikey":"k/key","url":"?apikey=k%2Fkey\u0026flagged"})"),
            R"({"apikey":"...","url":"?apikey=...\u0026..."})");
  EXPECT_EQ(Secrets().hide("anything"), "anything");
  EXPECT_EQ(secrets.hide_start("0123 password and more", 7), "0123 ... and more");
  EXPECT_EQ(secrets.hide_start("password" + std::string(99, 'x'), 1).size(), 23U);
}

}  // namespace
}  // namespace seiload::base
