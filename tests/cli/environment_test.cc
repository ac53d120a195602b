#include "cli/environment.h"

#include <gtest/gtest.h>

#include <map>

namespace seiload::cli {
namespace {

std::string labels(const std::map<std::string, std::string>& environment) {
  const auto get = [&](const char* name) -> std::optional<std::string> {
    const auto it = environment.find(name);
    return it == environment.end() ? std::nullopt : std::optional(it->second);
  };
  std::string out;
  for (const report::MetricLabel& label : target_labels(get, "host-1", "1.2.3")) out += label.name + "=" + label.value + "\n";
  return out;
}

TEST(Environment, WithoutAny) {
  EXPECT_EQ(labels({}), "service_name=seiload\nservice_instance_id=host-1\nservice_version=1.2.3\n");
  EXPECT_EQ(labels({{"SEILOAD_INSTANCE_ID", ""}, {"SEILOAD_RUN_ID", ""}}), labels({}));
}

TEST(Environment, WithAll) {
  EXPECT_EQ(labels({{"SEILOAD_INSTANCE_ID", "i"},
                    {"SEILOAD_SERVICE_VERSION", "v"},
                    {"SEILOAD_RUN_ID", "r"},
                    {"SEILOAD_CHAIN_ID", "c"},
                    {"SEILOAD_COMMIT_ID", "0123456789abcdef"},
                    {"SEILOAD_WORKLOAD", "w"},
                    {"PATH", "/bin"}}),
            "service_name=seiload\nservice_instance_id=i\nservice_version=v\nseiload_run_id=r\nseiload_chain_id=c\n"
            "seiload_commit_id=0123456789abcdef\nseiload_commit_id_short=01234567\nseiload_workload=w\n");
}

TEST(Environment, LeavesOutWhatIsNotAscii) {
  EXPECT_EQ(labels({{"SEILOAD_RUN_ID", "\xff"}}), labels({}));
}

}  // namespace
}  // namespace seiload::cli
