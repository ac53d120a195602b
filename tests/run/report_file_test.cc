#include "run/report_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "sys/file.h"

namespace seiload::run {
namespace {

using Way = ReportFile::Way;

class ReportFiles : public ::testing::TestWithParam<Way> {
 protected:
  void SetUp() override { ASSERT_NE(::mkdtemp(folder_), nullptr); }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string at(const std::string& name) const { return std::string(folder_) + '/' + name; }

  char folder_[32] = "/tmp/seiload-test-XXXXXX";
};

TEST_P(ReportFiles, GivesNewContentToAFileNamedDirectlyOrByLinks) {
  ASSERT_EQ(::symlink("file", at("link").c_str()), 0);
  for (const char* name : {"file", "link"}) {
    SCOPED_TRACE(name);
    auto file = ReportFile::open(at(name), "report file", GetParam());
    ASSERT_TRUE(file);
    ASSERT_TRUE(file->write("a longer first content"));
    ASSERT_TRUE(file->write("second"));
    EXPECT_EQ(*sys::read_file(at("file")), "second");
    EXPECT_TRUE(std::filesystem::is_symlink(at("link")));
    EXPECT_TRUE(std::filesystem::is_regular_file(at("file")));
  }
}

TEST_P(ReportFiles, WritesToAFifoThatIsRead) {
  ASSERT_EQ(::mkfifo(at("fifo").c_str(), 0600), 0);
  const sys::Fd reader(::open(at("fifo").c_str(), O_RDONLY | O_NONBLOCK));
  {
    auto file = ReportFile::open(at("fifo"), "textfile", GetParam());
    ASSERT_TRUE(file);
    ASSERT_TRUE(file->write("text"));
  }
  EXPECT_EQ(*sys::read_all(reader.get(), "fifo", 100), "text");
  EXPECT_TRUE(std::filesystem::is_fifo(at("fifo")));
}

TEST_P(ReportFiles, WritesToADescriptorWithoutTakingItsFileAway) {
  const sys::Fd fd = std::move(*sys::open_for_writing(at("file")));
  auto file = ReportFile::open("/dev/fd/" + std::to_string(fd.get()), "textfile", GetParam());
  ASSERT_TRUE(file);
  ASSERT_TRUE(file->write("text"));
  struct stat open {
  }, named{};
  ASSERT_EQ(::fstat(fd.get(), &open), 0);
  ASSERT_EQ(::stat(at("file").c_str(), &named), 0);
  EXPECT_EQ(open.st_ino, named.st_ino);
  EXPECT_EQ(*sys::read_file(at("file")), "text");
}

TEST_P(ReportFiles, RefusesBeforeTheRunWhatCannotBeWritten) {
  ASSERT_EQ(::mkfifo(at("fifo").c_str(), 0600), 0);
  const auto refusal = [&](const std::string& name) {
    const auto file = ReportFile::open(at(name), "report file", GetParam());
    return file ? std::string("taken") : file.error().message;
  };
  EXPECT_EQ(refusal("fifo"), "report file " + at("fifo") + ": is a FIFO that no process reads");
  EXPECT_EQ(refusal("."), "report file " + at(".") + ": Is a directory");
  EXPECT_EQ(refusal("no/file"), "report file " + at("no/file") + ": No such file or directory");
}

INSTANTIATE_TEST_SUITE_P(BothWays, ReportFiles, ::testing::Values(Way::in_place, Way::replace));

TEST(ReportFile, AnEmptyPathIsNoFile) {
  auto file = ReportFile::open("", "textfile", Way::replace);
  ASSERT_TRUE(file);
  EXPECT_TRUE(file->write("text"));
}

}  // namespace
}  // namespace seiload::run
