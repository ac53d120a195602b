#include "run/name_lookup.h"

#include "base/at_end.h"
#include "base/check.h"
#include "net/resolver.h"

namespace seiload::run {

base::Result<std::unique_ptr<NameLookup>> NameLookup::start(const std::string& host, std::uint16_t port,
                                                            const Resolver& resolver, const sys::Clock& clock,
                                                            sys::TimePoint deadline, sys::Stop& stop) {
  std::unique_ptr<NameLookup> lookup(new NameLookup());
  NameLookup& own = *lookup;
  auto thread = sys::Thread::start(
      "name look-up",
      [&own, host, port, resolver, &clock, deadline] {
        const auto tell = base::at_end([&own] { own.done_.set(); });
        own.found_ = net::resolve(host, port, resolver(), clock, deadline, own.end_);
      },
      stop);
  if (!thread) return std::move(thread).error();
  lookup->thread_ = std::move(*thread);
  return lookup;
}

// That the descriptor is readable orders nothing between the threads; that the event is set does.
const base::Result<net::Addresses::List>& NameLookup::found() const {
  CHECK(done_.is_set());
  return found_;
}

NameLookup::~NameLookup() { end_.set(); }

}  // namespace seiload::run
