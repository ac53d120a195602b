#pragma once
// The chain's face: a server of JSON-RPC over HTTP/1.1 and WebSocket, on one port and several threads, each
// with connections of its own, and a thread that makes the blocks. What a client is told is for
// mockchain/conversation.h.

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "mockchain/chain.h"
#include "mockchain/fault.h"
#include "mockchain/methods.h"
#include "net/listener.h"
#include "sys/clock.h"
#include "sys/fd.h"
#include "sys/thread.h"

namespace seiload::mockchain {

class Server {
 public:
  struct Options {
    Config config;
    std::vector<Fault> faults;
    std::uint64_t seed = 0;  // of the faults
    unsigned threads = 1;    // > 0, and one more for the blocks
  };

  // Listens at once; fails where the address or a thread cannot be had. The threads run until the server is
  // destroyed. `clock` outlives it. `on_failure`: see sys/thread.h; it may be called by several threads.
  static base::Result<std::unique_ptr<Server>> start(const net::Address& address, Options options,
                                                     const sys::Clock& clock,
                                                     const sys::Thread::OnFailure& on_failure = {});
  ~Server();  // closes all connections at once
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  const net::Address& address() const { return address_; }
  // Whether there is a way to the address on this host: none where the loopback interface is down.
  base::Status check_reachable() const;
  Chain& chain() { return chain_; }

 private:
  class Loop;  // one thread's connections

  Server(net::Listener reserved, Options options, const sys::Clock& clock);
  base::Status start_threads(const sys::Thread::OnFailure& on_failure);
  base::Result<std::shared_ptr<const net::Listener>> listen() const;
  void make_blocks();

  // The one listening socket, made where there is none; null if it cannot be had now.
  std::shared_ptr<const net::Listener> listener();

  bool drop_mempool(
      std::uint64_t restarts);  // so many so far; true for the first thread that comes to the last one

  const sys::Fd reserved_;  // keeps the port while connections are refused
  const net::Address address_;
  const Options options_;
  const sys::Event quit_;  // ends the threads
  const sys::Clock& clock_;
  const sys::TimePoint started_;
  const Faults faults_;  // draws are atomic
  Chain chain_;
  const Methods methods_;
  std::vector<std::unique_ptr<Loop>> loops_;  // one a thread
  std::mutex mutex_;
  std::weak_ptr<const net::Listener> listener_;  // guarded by mutex_; the loops own it
  std::uint64_t restarts_done_ = 0;              // guarded by mutex_
  std::vector<sys::Thread> threads_;
};

}  // namespace seiload::mockchain
