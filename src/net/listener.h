#pragma once
// A listening TCP socket.

#include "base/result.h"
#include "net/address.h"
#include "sys/fd.h"

namespace seiload::net {

struct Listener {
  sys::Fd fd;       // does not block, closes on exec
  Address address;  // with the port that was chosen where 0 was asked for
};

// "listen 0.0.0.0:9090: Address already in use". The unspecified IPv6 address takes IPv4 connections, too.
base::Result<Listener> listen_on(const Address& address);

// Takes an address without listening on it: connections are refused. listen_on() it works beside this, and
// the port stays taken when that ends.
base::Result<Listener> reserve(const Address& address);

}  // namespace seiload::net
