#include "tls/session.h"

#include <algorithm>

namespace seiload::tls {

base::Duration ticket_life(std::uint32_t seconds) {
  constexpr std::chrono::hours kMaxLife{7 * 24};
  return std::min<base::Duration>(std::chrono::seconds(seconds), kMaxLife);
}

void SessionCache::put(Session session) {
  auto shared = std::make_shared<const Session>(std::move(session));
  const std::lock_guard lock(mutex_);
  if (last_is_used_) sessions_.clear();
  last_is_used_ = false;
  if (sessions_.size() == kMaxSessions) sessions_.pop_front();
  sessions_.push_back(std::move(shared));
}

std::shared_ptr<const Session> SessionCache::take(base::WallTime now) {
  const std::lock_guard lock(mutex_);
  std::erase_if(sessions_, [now](const auto& session) {
    return session->expires <= now || session->received > now;  // the wall clock was set back
  });
  if (sessions_.empty()) {
    last_is_used_ = false;
    return nullptr;
  }
  auto session = sessions_.back();
  if (sessions_.size() > 1) {
    sessions_.pop_back();
  } else {
    last_is_used_ = true;
  }
  return session;
}

void SessionCache::drop(const std::shared_ptr<const Session>& session) {
  const std::lock_guard lock(mutex_);
  if (std::erase(sessions_, session) != 0) last_is_used_ = false;
}

std::size_t SessionCache::size() const {
  const std::lock_guard lock(mutex_);
  return sessions_.size();
}

}  // namespace seiload::tls
