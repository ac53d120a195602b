#pragma once
// A small HTTP/1.1 server, on a thread of its own or on that of its owner, for metrics: GET and HEAD only, no
// bodies, answers made in memory. What clients cost is bounded: the bytes of a request head, the number of
// connections, and the time for a request, for taking the answer and between two requests. A connection
// beyond the limit is always accepted; another is closed for it: one that is idle, else one whose request is
// not complete, else one that does not take its answer, each time the one that has been so the longest. A
// request that is there when its connection is accepted is answered at once, so clients that keep half a
// request, or leave their answers unread, do not make others wait. Clients that do ask as fast as they can
// use this one thread's CPU time, and the handler's.

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/address.h"
#include "net/http_request.h"
#include "net/listener.h"
#include "sys/clock.h"
#include "sys/fd.h"
#include "sys/thread.h"

namespace seiload::net {

struct HttpReply {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  std::uint64_t mark = 0;  // the handler's own, handed back by sent()
};

class HttpServer {
 public:
  // Both are called on the server's thread.
  class Handler {
   public:
    virtual ~Handler() = default;
    // For GET and HEAD, of which the body is left out by the server.
    virtual HttpReply answer(const HttpRequest& request) = 0;
    // The whole answer to a GET has been handed to the system.
    virtual void sent(std::uint64_t mark) { static_cast<void>(mark); }
  };

  struct Limits {
    std::size_t connections = 16;  // at a time
    std::size_t head = 8192;       // bytes of one request
    sys::Duration request_timeout =
        std::chrono::seconds(10);  // from connecting, or its first byte, to its last
    sys::Duration answer_timeout = std::chrono::seconds(10);  // until the client has taken the answer
    sys::Duration idle_timeout =
        std::chrono::seconds(150);  // between two requests; scrapers keep connections
  };

  // Without a thread: whoever polls add_polls()' descriptors calls on_poll() with them, on one thread, also
  // where none is ready at the instant that add_polls() returned. The same outlive it.
  HttpServer(Listener listener, const Limits& limits, const sys::Clock& clock, Handler& handler);
  sys::TimePoint add_polls(std::vector<pollfd>& descriptors) const;
  void on_poll(std::span<const pollfd> descriptors) noexcept;

  // On a thread of its own. Fails where that cannot be had. `clock` and `handler` outlive the server.
  // `on_failure`: see sys/thread.h.
  static base::Result<std::unique_ptr<HttpServer>> start(Listener listener, const Limits& limits,
                                                         const sys::Clock& clock, Handler& handler,
                                                         sys::Thread::OnFailure on_failure = {});
  ~HttpServer();  // closes all connections at once
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  const Address& address() const { return listener_.address; }

 private:
  struct Client {
    sys::Fd fd;
    std::string in, out;
    std::size_t written = 0;  // of out
    std::uint64_t mark = 0;
    bool tell_sent = false;    // once out is written
    bool close_after = false;  // once out is written
    bool lingers = false;      // our side is closed; what the client still sends is read and thrown away
    bool idle = false;         // between two requests, or lingering: may go for another
    sys::TimePoint deadline;

    bool writes() const { return written < out.size(); }
  };

  void run();
  void serve_all(std::span<const pollfd> descriptors);
  void accept_all();
  void make_room();
  // False: the client is done with, one way or the other.
  bool serve(Client& client, short events);
  bool on_ready(Client& client, short events);
  bool read_some(Client& client);
  bool proceed(Client& client);  // writes what there is, answers what has come
  bool write_some(Client& client);
  void answer(Client& client, const HttpRequest& request);
  void refuse(Client& client, int status);

  const Listener listener_;
  const Limits limits_;
  const sys::Clock& clock_;
  Handler& handler_;
  const sys::Event quit_;  // ends the thread
  // Of the server's thread.
  std::vector<std::unique_ptr<Client>> clients_;
  sys::TimePoint accept_again_;  // after running out of descriptors or memory
  sys::Thread thread_;
};

}  // namespace seiload::net
