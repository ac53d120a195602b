#include "run/history.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/text.h"
#include "measure/summary_json.h"
#include "support/made_run.h"
#include "sys/file_lock.h"

namespace seiload::run {
namespace {

std::string content(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::string fresh(const char* name) {
  const std::string path = testing::TempDir() + "/" + name;
  std::remove(path.c_str());
  return path;
}

TEST(History, HasALineAReport) {
  const std::string path = fresh("runs.jsonl");
  const auto history = History::open({path, 5});
  ASSERT_TRUE(history) << history.error().message;
  EXPECT_EQ(content(path), "");
  measure::Summary summary;
  summary.version = "1";
  ASSERT_TRUE(history->append(summary));
  ASSERT_TRUE(history->append(summary));
  const auto read = measure::parse_summaries(content(path));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, (std::vector<measure::Summary>{summary, summary}));
}

// What follows it begins on a line of its own, and is read.
TEST(History, ALineThatACrashCutOffIsLeftOut) {
  const std::string path = fresh("cut.jsonl");
  std::ofstream(path) << R"({"seiload":{"ver)";
  const auto history = History::open({path, 5});
  ASSERT_TRUE(history);
  measure::Summary summary;
  ASSERT_TRUE(history->append(summary));
  EXPECT_TRUE(content(path).starts_with("{\"seiload\":{\"ver\n{")) << content(path);
  std::vector<std::string> notes;
  const auto worse = history->compare(summary, notes);
  ASSERT_TRUE(worse) << worse.error().message;
  EXPECT_EQ(*worse, std::vector<std::string>());
  EXPECT_EQ(notes, std::vector<std::string>{path + ": 1 line is no report of this version, and left out"});
}

TEST(History, APathThatCannotBeWrittenFailsBeforeTheLoad) {
  EXPECT_EQ(History::open({"/nonexistent/runs", 0}).error().message,
            "--append /nonexistent/runs: No such file or directory");
}

TEST(FileLock, IsHeldByOne) {
  const std::string path = fresh("lock");
  const sys::SystemClock clock;
  const auto stop = std::make_unique<sys::Stop>();
  auto first = sys::lock_file(path, clock.now(), clock, *stop);
  ASSERT_TRUE(first && *first);
  const auto second = sys::lock_file(path, clock.now() + std::chrono::milliseconds(150), clock, *stop);
  ASSERT_TRUE(second);
  EXPECT_FALSE(*second);
  first->reset();
  const auto third = sys::lock_file(path, clock.now(), clock, *stop);
  EXPECT_TRUE(third && *third);
  EXPECT_FALSE(sys::lock_file("/nonexistent/lock", clock.now(), clock, *stop));
}

}  // namespace
}  // namespace seiload::run
