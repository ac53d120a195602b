#pragma once
// A loopback TCP server that does to its peers what a script says, one connection after the other, and keeps
// what it was sent. Nothing in it waits longer than for the peer.
//
//   test::ScriptedServer server({[](test::Peer& peer) {
//     peer.read_request();
//     peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", 1);
//   }});

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "net/address.h"
#include "net/http_target.h"
#include "sys/fd.h"

namespace seiload::test {

class ScriptedServer;

// One accepted connection, in the hands of its script. It is closed when the script returns.
class Peer {
 public:
  std::string read_request();  // head and body; kept too; "" if the client closed
  // The bytes of the front that size_of() finds whole (0: not yet), not kept as a request; "" if the client
  // closed.
  std::string read_unit(const std::function<std::size_t(const std::string&)>& size_of);
  void read_some();                                           // what is there, at least a byte; not kept
  bool write(std::string_view bytes, std::size_t piece = 0);  // in pieces of so many bytes; 0: at once
  void reset();                                               // RST instead of FIN
  void finish_sending();                                      // FIN, but goes on reading
  bool wait_for_close();                                      // true once the client has closed

 private:
  friend class ScriptedServer;
  Peer(sys::Fd fd, ScriptedServer& server) : fd_(std::move(fd)), server_(server) {}

  bool wait(short events);

  sys::Fd fd_;
  ScriptedServer& server_;
  std::string unread_;
};

class ScriptedServer {
 public:
  using Script = std::function<void(Peer&)>;

  // Runs the i-th script on the i-th connection; closes every further one at once.
  explicit ScriptedServer(std::vector<Script> scripts);
  // The same on a Unix socket, in a folder of its own, gone with the server.
  struct OnUnixSocket {};
  ScriptedServer(OnUnixSocket, std::vector<Script> scripts);
  ~ScriptedServer();  // ends the running script's waits

  net::Address address() const { return address_; }
  net::HttpTarget target() const;

  std::vector<std::string> requests() const;  // read so far
  std::size_t accepted() const;
  void wait_for_finished(std::size_t scripts);  // until so many have run to their end and closed

 private:
  friend class Peer;
  void start();
  void run();

  const std::vector<Script> scripts_;
  std::string folder_;  // of the Unix socket
  sys::Fd listener_;
  sys::Pipe quit_;
  net::Address address_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> requests_;        // guarded by mutex_
  std::size_t accepted_ = 0, finished_ = 0;  // guarded by mutex_
  std::thread thread_;
};

// A listening socket on a free port of 127.0.0.1, and its address.
sys::Fd listen_on_loopback(int backlog, net::Address& address);

// An address of 127.0.0.1 that refuses connections, for as long as the holder lives (a bound port nobody
// listens on).
class RefusingPort {
 public:
  RefusingPort();
  net::Address address() const { return address_; }

 private:
  sys::Fd fd_;
  net::Address address_;
};

// An address of 127.0.0.1 that answers no connect at all, for as long as the holder lives: a listener whose
// queue is full.
class SilentPort {
 public:
  SilentPort();
  net::Address address() const { return address_; }

 private:
  net::Address address_;
  sys::Fd listener_;
  std::vector<sys::Fd> fillers_;
};

net::HttpTarget target_at(std::vector<net::Address> addresses);

}  // namespace seiload::test
