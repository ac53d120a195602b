#include "net/addresses.h"

#include <algorithm>
#include <utility>

namespace seiload::net {

Addresses::Shared::Shared(std::string host_name, std::uint16_t port_number, List first)
    : host(std::move(host_name)),
      port(port_number),
      list(std::make_shared<const List>(std::move(first))),
      ranks(list->size(), Rank::untried) {}

Addresses::Addresses(std::string host, std::uint16_t port, List list)
    : shared_(std::make_shared<Shared>(std::move(host), port, std::move(list))) {}

std::shared_ptr<const Addresses::List> Addresses::now() const {
  const std::lock_guard lock(shared_->mutex);
  return shared_->list;
}

void Addresses::replace(const List& list) {
  struct Entry {
    Rank rank;
    std::size_t position;  // in the list before; of one that is new, in this one
    const Address* address;
  };
  const std::lock_guard lock(shared_->mutex);
  const List& before = *shared_->list;
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto known =
        static_cast<std::size_t>(std::find(before.begin(), before.end(), list[i]) - before.begin());
    const Rank rank = known < before.size() ? shared_->ranks[known] : Rank::untried;
    entries.push_back({rank, rank == Rank::untried ? i : known, &list[i]});
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::pair(a.rank, a.position) < std::pair(b.rank, b.position);
  });
  auto next = std::make_shared<List>();
  std::vector<Rank> ranks;
  for (const Entry& entry : entries) {
    next->push_back(*entry.address);
    ranks.push_back(entry.rank);
  }
  shared_->list = std::move(next);
  shared_->ranks = std::move(ranks);
}

void Addresses::note_connected(const Address& address) { shared_->move(address, Rank::connected); }

void Addresses::note_failed(const Address& address) { shared_->move(address, Rank::failed); }

void Addresses::Shared::move(const Address& address, Rank rank) {
  const std::lock_guard lock(mutex);
  const auto place = std::find(list->begin(), list->end(), address) - list->begin();
  const auto size = static_cast<std::ptrdiff_t>(list->size());
  const std::ptrdiff_t wanted = rank == Rank::connected ? 0 : size - 1;
  if (place == size || (place == wanted && ranks[static_cast<std::size_t>(place)] == rank)) return;
  auto next = std::make_shared<List>(*list);
  const auto move_to_wanted = [&](auto begin) {
    if (wanted < place) std::rotate(begin, begin + place, begin + place + 1);
    if (wanted > place) std::rotate(begin + place, begin + place + 1, begin + size);
  };
  move_to_wanted(next->begin());
  move_to_wanted(ranks.begin());
  ranks[static_cast<std::size_t>(wanted)] = rank;
  list = std::move(next);
}

}  // namespace seiload::net
