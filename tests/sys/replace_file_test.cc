#include "sys/replace_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "sys/fd.h"
#include "sys/file.h"

namespace seiload::sys {
namespace {

class ReplaceFile : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_NE(::mkdtemp(folder_), nullptr); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string at(const std::string& name) const { return std::string(folder_) + '/' + name; }
  void put(const std::string& name, std::string_view content) const {
    ASSERT_TRUE(write_all(open_for_writing(at(name))->get(), content));
  }
  std::string names() const {
    std::string all;
    for (const auto& entry : std::filesystem::directory_iterator(folder_))
      all += entry.path().filename().string() + ' ';
    return all;
  }

  char folder_[32] = "/tmp/seiload-test-XXXXXX";
};

TEST_F(ReplaceFile, ReplacesAFileAndCreatesOne) {
  put("a.prom", "a long old content");
  const std::string path = at("a.prom");
  struct stat before {
  }, after{};
  ASSERT_EQ(::chmod(path.c_str(), 0640), 0);
  ASSERT_EQ(::stat(path.c_str(), &before), 0);
  const Fd reader(::open(path.c_str(), O_RDONLY));
  ASSERT_TRUE(can_replace_file(path));
  ASSERT_TRUE(replace_file(path, "new"));
  ASSERT_EQ(::stat(path.c_str(), &after), 0);
  EXPECT_NE(before.st_ino, after.st_ino);
  EXPECT_EQ(after.st_mode & 0777, 0640U);
  EXPECT_EQ(*read_all(reader.get(), "reader", 100),
            "a long old content");  // who has it open goes on reading the old one
  EXPECT_EQ(*read_file(path), "new");
  ASSERT_EQ(::unlink(path.c_str()), 0);
  ASSERT_TRUE(replace_file(path, "fresh"));
  EXPECT_EQ(*read_file(path), "fresh");
  EXPECT_EQ(names(), "a.prom ");
}

TEST_F(ReplaceFile, ALongNameLeavesRoomForTheTemporaryFile) {
  const std::string path = at(std::string(250, 'n') + ".prom");
  ASSERT_TRUE(can_replace_file(path));
  ASSERT_TRUE(replace_file(path, "x"));
  EXPECT_EQ(*read_file(path), "x");
}

TEST_F(ReplaceFile, SaysWhatAPathNames) {
  put("file", "");
  ASSERT_EQ(::mkfifo(at("fifo").c_str(), 0600), 0);
  ASSERT_EQ(::mkdir(at("folder").c_str(), 0700), 0);
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  at("socket").copy(address.sun_path, sizeof address.sun_path - 1);
  const Fd socket(::socket(AF_UNIX, SOCK_STREAM, 0));
  ASSERT_EQ(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  const struct {
    const char* link;
    const char* to;
  } kLinks[] = {{"to-file", "file"},      {"to-link", "to-file"},   {"dangling", "new"},
                {"to-fifo", "fifo"},      {"up", "folder/../file"}, {"into", "folder/new"},
                {"to-null", "/dev/null"}, {"round", "round"}};
  for (const auto& c : kLinks) ASSERT_EQ(::symlink(c.to, at(c.link).c_str()), 0);
  ASSERT_EQ(::symlink(at("file").c_str(), at("absolute").c_str()), 0);

  const auto target = [&](const std::string& name) {
    const auto found = replaceable_file(at(name));
    return found ? found->value_or("none") : found.error().message;
  };
  EXPECT_EQ(target("file"), at("file"));
  EXPECT_EQ(target("new"), at("new"));
  EXPECT_EQ(target("to-file"), at("file"));
  EXPECT_EQ(target("to-link"), at("file"));
  EXPECT_EQ(target("absolute"), at("file"));
  EXPECT_EQ(target("dangling"), at("new"));
  EXPECT_EQ(target("up"), at("folder/../file"));
  EXPECT_EQ(target("into"), at("folder/new"));
  for (const char* other : {"fifo", "to-fifo", "to-null", "folder", "socket"})
    EXPECT_EQ(target(other), "none") << other;
  EXPECT_EQ(target("round"), at("round") + ": Too many levels of symbolic links");
  EXPECT_EQ(target("file/x"), at("file/x") + ": Not a directory");

  // A descriptor is written to, whatever it has open.
  const Fd open(::open(at("file").c_str(), O_WRONLY));
  for (const char* folder : {"/dev/fd/", "/proc/self/fd/"})
    EXPECT_EQ(*replaceable_file(folder + std::to_string(open.get())), std::nullopt) << folder;
}

TEST_F(ReplaceFile, NeverTakesThePlaceOfWhatIsNoFile) {
  ASSERT_EQ(::mkfifo(at("fifo").c_str(), 0600), 0);
  EXPECT_EQ(replace_file(at("fifo"), "x").error().message, at("fifo") + ": is no longer a regular file");
  EXPECT_EQ(names(), "fifo ");
}

TEST_F(ReplaceFile, AFailureLeavesTheOldFileAndNothingElse) {
  put("a", "old");
  rlimit old{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &old), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{1000, old.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto written = replace_file(at("a"), std::string(2000, 'x'));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &old), 0);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(written.error().message, at("a") + ": write: File too large");
  EXPECT_EQ(*read_file(at("a")), "old");
  EXPECT_EQ(names(), "a ");
  EXPECT_EQ(can_replace_file(at("no/a")).error().message, at("no/a") + ": No such file or directory");
}

}  // namespace
}  // namespace seiload::sys
