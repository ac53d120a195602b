#include "net/connector.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <optional>

#include "base/text.h"
#include "support/scripted_server.h"
#include "sys/clock.h"
#include "sys/poll.h"

namespace seiload::net {
namespace {

using test::Peer;
using test::RefusingPort;
using test::ScriptedServer;
using test::SilentPort;
using namespace std::chrono_literals;
using State = Connector::State;

// Nothing here waits by this clock: it is handed in.
constexpr sys::TimePoint kStart{std::chrono::hours(1)};

// Gives the kernel's answer time to come, at the instant `now`.
void take_answer(Connector& connector, sys::TimePoint now) {
  pollfd descriptor{connector.fd(), connector.interest(), 0};
  ASSERT_EQ(sys::poll({&descriptor, 1}, std::chrono::steady_clock::now() + 10s), 1);
  connector.on_ready(now);
}

ScriptedServer::Script staying() {
  return [](Peer& peer) { peer.wait_for_close(); };
}

TEST(Connector, TriesTheNextAddressBesideOneThatDoesNotAnswer) {
  const SilentPort silent;
  ScriptedServer server({staying()});
  const Addresses addresses{silent.address(), server.address()};
  Connector connector(addresses, 10s);
  connector.start(kStart);
  EXPECT_EQ(connector.state(), State::connecting);
  EXPECT_EQ(connector.deadline(), kStart + 250ms);
  EXPECT_EQ(connector.waits_for(), silent.address().to_text());
  connector.on_time(kStart + 250ms - 1ns);
  EXPECT_EQ(connector.waits_for(), silent.address().to_text());
  connector.on_time(kStart + 250ms);
  if (connector.state() == State::connecting) {  // loopback may answer at once
    EXPECT_EQ(connector.waits_for(), base::cat(silent.address().to_text(), ", ", server.address().to_text()));
    EXPECT_EQ(connector.deadline(), kStart + 10s);
    take_answer(connector, kStart + 251ms);
  }
  ASSERT_EQ(connector.state(), State::connected);
  EXPECT_EQ(connector.address(), server.address());
  EXPECT_EQ(connector.deadline(), sys::kNever);
  EXPECT_TRUE(connector.take().is_open());
  EXPECT_EQ(connector.fd(), -1);
}

TEST(Connector, WhatOneConnectionLearnsAllOthersKnow) {
  const SilentPort silent;
  ScriptedServer server({staying(), staying()});
  const Addresses addresses{silent.address(), server.address()};
  Connector first(addresses, 10s), second(addresses, 10s);
  first.start(kStart);
  first.on_time(kStart + 250ms);
  if (first.state() == State::connecting) take_answer(first, kStart + 251ms);
  ASSERT_EQ(first.state(), State::connected);
  EXPECT_EQ(*addresses.now(), (Addresses::List{server.address(), silent.address()}));
  second.start(kStart + 1s);
  EXPECT_EQ(second.address(), server.address());
}

TEST(Connector, GoesOnAtOnceWhereAnAddressRefuses) {
  const RefusingPort first, second;
  ScriptedServer server({staying()});
  const Addresses addresses{first.address(), second.address(), server.address()};
  Connector connector(addresses, 10s);
  connector.start(kStart);
  for (int i = 0; i < 3 && connector.state() == State::connecting; ++i) take_answer(connector, kStart);
  ASSERT_EQ(connector.state(), State::connected);
  EXPECT_EQ(connector.address(), server.address());
  EXPECT_EQ(*addresses.now(), (Addresses::List{server.address(), first.address(), second.address()}));
}

TEST(Connector, AnAnswerFromTheFirstStillCountsWhileTheSecondIsTried) {
  const SilentPort silent;
  ScriptedServer server({staying()});
  const Addresses addresses{server.address(), silent.address()};
  Connector connector(addresses, 10s);
  connector.start(kStart);
  if (connector.state() == State::connecting) {
    connector.on_time(kStart + 250ms);
    take_answer(connector, kStart + 251ms);
  }
  ASSERT_EQ(connector.state(), State::connected);
  EXPECT_EQ(connector.address(), server.address());
  EXPECT_EQ(*addresses.now(), (Addresses::List{server.address(), silent.address()}));
}

TEST(Connector, TheTimeIsForAllAddressesTogether) {
  const SilentPort first, second;
  const RefusingPort third;
  Addresses addresses("node.test", 8545, {first.address(), second.address(), third.address()});
  Connector connector(addresses, 10s);
  connector.start(kStart);
  connector.on_time(kStart + 250ms);
  connector.on_time(kStart + 500ms);
  EXPECT_EQ(connector.deadline(), kStart + 10s);
  if (connector.waits_for().find(third.address().to_text()) != std::string::npos)
    take_answer(connector, kStart + 501ms);
  EXPECT_EQ(connector.state(), State::connecting);
  EXPECT_FALSE(addresses.take_refresh_request());
  connector.on_time(kStart + 10s);
  EXPECT_EQ(connector.state(), State::failed);
  EXPECT_EQ(connector.error_text(),
            base::cat("connect ", third.address().to_text(), ": Connection refused; connect ",
                      first.address().to_text(), ", ", second.address().to_text(), ": no answer within 10s"));
  EXPECT_EQ(connector.error(), TransportError::refused);
  EXPECT_EQ(connector.fd(), -1);
  EXPECT_TRUE(addresses.take_refresh_request());
}

TEST(Connector, AShortTimeStillGivesEveryAddressItsTurn) {
  const SilentPort silent;
  ScriptedServer server({staying()});
  Connector connector({silent.address(), server.address()}, 100ms);
  connector.start(kStart);
  EXPECT_EQ(connector.deadline(), kStart + 50ms);
}

TEST(Connector, NamesTheFirstFailuresAndCountsTheOthers) {
  std::vector<std::optional<RefusingPort>> ports(6);
  Addresses::List list;
  for (auto& port : ports) list.push_back(port.emplace().address());
  Connector connector(list, 10s);
  connector.start(kStart);
  for (int i = 0; i < 6 && connector.state() == State::connecting; ++i) take_answer(connector, kStart);
  ASSERT_EQ(connector.state(), State::failed);
  std::string want;
  for (int i = 0; i < 4; ++i)
    want += base::cat("connect ", list[static_cast<std::size_t>(i)].to_text(), ": Connection refused; ");
  EXPECT_EQ(connector.error_text(), want + "and 2 more addresses");
}

TEST(Connector, WithNoDescriptorsLeftTheAttemptUnderWayGoesOn) {
  const SilentPort silent, other;
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  for (rlim_t spare = 0; spare < 2;
       ++spare) {  // none for the second socket; one for it, and none to watch both
    Connector connector({silent.address(), other.address()}, 10s);
    connector.start(kStart);
    rlimit tight = before;
    tight.rlim_cur = static_cast<rlim_t>(connector.fd()) + 1 + spare;
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &tight), 0);
    connector.on_time(kStart + 250ms);
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
    EXPECT_EQ(connector.state(), State::connecting);
    EXPECT_EQ(connector.waits_for(), silent.address().to_text());
    EXPECT_EQ(connector.interest(), POLLOUT);
  }
}

TEST(Connector, CancelEndsAllAttempts) {
  const SilentPort first, second;
  Connector connector({first.address(), second.address()}, 10s);
  connector.start(kStart);
  connector.on_time(kStart + 250ms);
  connector.cancel();
  EXPECT_EQ(connector.state(), State::idle);
  EXPECT_EQ(connector.fd(), -1);
  EXPECT_EQ(connector.deadline(), sys::kNever);
}

}  // namespace
}  // namespace seiload::net
