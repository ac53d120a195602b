#include "load/own_arrivals.h"

#include <gtest/gtest.h>

namespace seiload::load {
namespace {

TEST(OwnArrivals, AreWhatAWalkCounts) {
  const std::vector<workload::PoolRange> pools = {{0, 7}, {7, 5}, {12, 64}};
  const std::vector<workload::ArrivalOrder::Instance> instances = {{3, 0}, {1, 1}, {2, 2}, {2, 0}};
  const workload::ArrivalOrder order(11, instances, pools);
  for (const std::uint32_t workers : {1U, 2U, 3U, 5U}) {
    const Partition partition{workers};
    std::vector<OwnArrivals> own;
    for (std::uint32_t worker = 0; worker < workers; ++worker)
      own.emplace_back(order, pools, partition, worker);
    std::vector<std::uint64_t> walked(workers);
    for (std::uint64_t arrival = 0; arrival < 2000; ++arrival) {
      for (std::uint32_t worker = 0; worker < workers; ++worker)
        ASSERT_EQ(own[worker].before(arrival), walked[worker]);
      ++walked[partition.worker_of(order.account_of(arrival))];
    }
    EXPECT_EQ(own[0].between(100, 2000), own[0].before(2000) - own[0].before(100));
  }
}

TEST(OwnArrivals, TheNextOneIsTheOneAWalkFinds) {
  const std::vector<workload::PoolRange> pools = {{0, 7}, {7, 5}, {12, 64}, {76, 2}};
  const std::vector<workload::ArrivalOrder::Instance> instances = {{3, 0}, {1, 1}, {2, 2}, {2, 0}, {1, 3}};
  const workload::ArrivalOrder order(11, instances, pools);
  for (const std::uint32_t workers : {1U, 2U, 3U, 5U, 13U}) {
    const Partition partition{workers};
    for (std::uint32_t worker = 0; worker < workers; ++worker) {
      const OwnArrivals own(order, pools, partition, worker);
      for (std::uint64_t arrival = 0; arrival < 500; ++arrival) {
        std::uint64_t walked = arrival;
        while (partition.worker_of(order.account_of(walked)) != worker) ++walked;
        ASSERT_EQ(own.first_from(arrival), walked) << workers << ' ' << worker << ' ' << arrival;
      }
    }
  }
}

TEST(OwnArrivals, AWorkerWithoutAnAccountHasNone) {
  const std::vector<workload::PoolRange> pools = {{0, 2}};
  const std::vector<workload::ArrivalOrder::Instance> instances = {{1, 0}};
  const workload::ArrivalOrder order(11, instances, pools);
  EXPECT_EQ(OwnArrivals(order, pools, {3}, 2).first_from(7), OwnArrivals::kNoArrival);
}

TEST(OwnArrivals, AddUpHoweverManyThereAre) {
  const std::vector<workload::PoolRange> pools = {{0, 1001}};
  const std::vector<workload::ArrivalOrder::Instance> instances = {{1, 0}};
  const workload::ArrivalOrder order(11, instances, pools);
  constexpr std::uint64_t kMany = 3'000'000'000'000'007;
  std::uint64_t sum = 0;
  for (std::uint32_t worker = 0; worker < 3; ++worker)
    sum += OwnArrivals(order, pools, {3}, worker).before(kMany);
  EXPECT_EQ(sum, kMany);
}

}  // namespace
}  // namespace seiload::load
