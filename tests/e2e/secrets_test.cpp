// What the specs of a stranger cannot do to who checks them in CI: read files that are none of theirs, be waited for,
// give options, or have files written elsewhere.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "tests/e2e/program.h"

namespace cdp::e2e {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kSecret = "hush_hush_hush";

/// A stranger's repository, and beside it what he is curious about.
class Secrets : public ::testing::Test {
 protected:
  Secrets() {
    folder_.write("repo/.git/HEAD", "");
    folder_.write("private/key.cdp", std::string("let a = = ") + kSecret + "\n");
    folder_.write("private/key", std::string("let a = = ") + kSecret + "\n");
    folder_.write("private/cdp.json", std::string("{\"") + kSecret + "\": 1}\n");
    folder_.write("repo/good.cdp", kSpec);
  }
  test::ProcessResult run(std::vector<std::string> arguments) const {
    auto options = in_folder(folder_.path() / "repo");
    options.environment["SECRET"] = kSecret;
    options.timeout = std::chrono::seconds(30);
    return cdp(std::move(arguments), options);
  }
  /// In every form that there is, none of it tells the secret, and none ends as if nothing were.
  void expect_hushed(const std::string& spec) const {
    std::vector<std::vector<std::string>> commands = {{"check", spec},
                                                      {"compile", spec},
                                                      {"why", spec},
                                                      {"fmt", "--diff", spec},
                                                      {"export", spec, "--to", "csv"},
                                                      {"diff", spec, "good.cdp"},
                                                      {"verify", spec, "--against", "good.cdp"},
                                                      {"train", spec, "--data", "good.cdp", "--out", "run"},
                                                      {"lint", "."}};
    for (const char* format : {"text", "concise", "json", "sarif", "junit", "github", "gitlab"})
      commands.push_back({"lint", "--isolated", "--format", format, spec});
    for (const auto& command : commands) {
      const auto result = run(command);
      EXPECT_FALSE(result.timed_out) << command.front();
      EXPECT_THAT(result.out + result.err, Not(HasSubstr(kSecret))) << command.front();
      EXPECT_LE(result.exit_code, 2);
    }
    EXPECT_GE(run({"check", spec}).exit_code, 1);
  }

  test::TempFolder folder_;
};

TEST_F(Secrets, ASpecIsNoLinkToWhatTheSystemMakesUp) {
  fs::create_symlink("/proc/self/environ", folder_.path() / "repo/e.cdp");
  expect_hushed("e.cdp");
  expect_hushed("/proc/self/environ");
}

TEST_F(Secrets, FilesThatASpecUsesAreSpecsOfItsRepository) {
  const std::string key = folder_.file("private/key.cdp");
  for (const std::string& target :
       {std::string("/proc/self/environ"), std::string("../private/key.cdp"), key, folder_.file("private/key"),
        std::string("sub/../../private/key.cdp"), std::string("link.cdp"), std::string("linked/key.cdp"),
        std::string("environ.cdp"), std::string("/dev/stdin")}) {
    for (const char* name : {"link.cdp", "linked", "environ.cdp"}) fs::remove(folder_.path() / "repo" / name);
    if (target == "link.cdp") fs::create_symlink(key, folder_.path() / "repo/link.cdp");
    if (target == "linked/key.cdp") fs::create_directory_symlink("../private", folder_.path() / "repo/linked");
    if (target == "environ.cdp") fs::create_symlink("/proc/self/environ", folder_.path() / "repo/environ.cdp");
    folder_.write("repo/a.cdp", "use \"" + target + "\"\n");
    SCOPED_TRACE(target);
    expect_hushed("a.cdp");
  }
}

TEST_F(Secrets, ASpecIsNoLinkToWhatIsNone) {
  fs::create_symlink("/proc/self/environ", folder_.path() / "repo/a.cdp");
  expect_hushed("a.cdp");
  fs::remove(folder_.path() / "repo/a.cdp");
  fs::create_symlink("../private/key", folder_.path() / "repo/a.cdp");
  expect_hushed("a.cdp");
  expect_hushed("../private/key");
  expect_hushed("/proc/self/environ");
}

TEST_F(Secrets, SettingsReadNothingElseEither) {
  for (const char* toml : {"[paths]\nstd = \"../private\"\n", "[lint]\nbaseline = \"../private/cdp.json\"\n",
                           "[lint]\nbaseline = \"/proc/self/environ\"\n", "[paths]\nstd = \"/proc/self\"\n"}) {
    folder_.write("repo/cdp.toml", toml);
    folder_.write("repo/a.cdp", "use std.key\n");
    SCOPED_TRACE(toml);
    expect_hushed("a.cdp");
  }
  fs::remove(folder_.path() / "repo/cdp.toml");
  for (const char* target : {"../private/key", "/proc/self/environ"}) {
    fs::create_symlink(target, folder_.path() / "repo/cdp.toml");
    expect_hushed("good.cdp");
    fs::remove(folder_.path() / "repo/cdp.toml");
  }
}

TEST_F(Secrets, ABaselineElsewhereIsNeitherReadNorWritten) {
  const std::string before = folder_.read("private/cdp.json");
  folder_.write("repo/cdp.toml", "[lint]\nbaseline = \"../private/cdp.json\"\n");
  EXPECT_EQ(run({"lint", ".", "--update-baseline"}).exit_code, 2);
  fs::remove(folder_.path() / "repo/cdp.toml");
  fs::create_symlink("../private/cdp.json", folder_.path() / "repo/base.json");
  const auto linked = run({"lint", ".", "--update-baseline", "--baseline", "base.json"});
  EXPECT_EQ(linked.exit_code, 2);
  EXPECT_THAT(linked.err, HasSubstr("error: base.json: lies outside of "));
  EXPECT_THAT(run({"lint", ".", "--baseline", "../private/cdp.json"}).err, HasSubstr("--allow-path"));
  EXPECT_EQ(folder_.read("private/cdp.json"), before);
  EXPECT_EQ(run({"lint", ".", "--update-baseline", "--baseline", "own.json"}).exit_code, 0);
}

TEST_F(Secrets, PipesAreNotWaitedFor) {
  ASSERT_EQ(::mkfifo(folder_.file("repo/pipe.cdp").c_str(), 0600), 0);
  folder_.write("repo/a.cdp", "use \"pipe.cdp\"\n");
  expect_hushed("a.cdp");
  for (const std::vector<std::string>& command : {std::vector<std::string>{"lint", "."},
                                                  {"fmt", "--check", "."},
                                                  {"check", "pipe.cdp"},
                                                  {"compile", "pipe.cdp"},
                                                  {"diff", "good.cdp", "pipe.cdp"},
                                                  {"lint", "pipe.cdp"},
                                                  {"lint", ".", "--baseline", "pipe.cdp"},
                                                  {"compile", "good.cdp", "-o", "pipe.cdp"}}) {
    const auto result = run(command);
    EXPECT_FALSE(result.timed_out) << command.front();
  }
  EXPECT_THAT(run({"check", "pipe.cdp"}).err, HasSubstr("is a pipe that nobody writes to"));
  ASSERT_EQ(::mkfifo(folder_.file("repo/cdp.toml").c_str(), 0600), 0);
  EXPECT_THAT(run({"check", "good.cdp"}).err, HasSubstr("cdp.toml: is a pipe or a device, not a file"));
}

TEST_F(Secrets, NamesOfFilesAreNoOptions) {
  folder_.write("repo/--fix.cdp", "let   a = 1\n");
  for (const char* command : {"check", "lint", "fmt"}) {
    for (const auto& more : {std::vector<std::string>{}, {"--allow-path", "."}}) {
      std::vector<std::string> words = {command, "--", "--fix.cdp"};
      words.insert(words.begin() + 1, more.begin(), more.end());
      const auto result = run(words);
      EXPECT_LE(result.exit_code, 1) << result.text();
    }
  }
  EXPECT_EQ(folder_.read("repo/--fix.cdp"), "let a = 1\n") << "by fmt";
}

TEST_F(Secrets, AnOutputGoesToNobodyElsesFile) {
  for (const std::vector<std::string>& command : {std::vector<std::string>{"compile", "good.cdp", "-o", "out"},
                                                  {"export", "good.cdp", "--to", "csv", "-o", "out"},
                                                  {"export", "--loader", "-o", "out"},
                                                  {"diff", "good.cdp", "good.cdp", "-o", "out"},
                                                  {"lint", "good.cdp", "--output", "out"}}) {
    fs::remove(folder_.path() / "repo/out");
    fs::create_symlink("../private/key", folder_.path() / "repo/out");
    const auto result = run(command);
    EXPECT_LE(result.exit_code, 1) << result.text();
    EXPECT_FALSE(fs::is_symlink(folder_.path() / "repo/out")) << command.front();
    EXPECT_THAT(folder_.read("private/key"), HasSubstr(kSecret)) << command.front();
  }
}

TEST_F(Secrets, TextsDoNotSteerTheTerminal) {
  const std::string name = "\x1b]0;x\x07\u202E.cdp";
  folder_.write("repo/" + name, "let   a = \"\x1b[2J\xC2\x9B\u202E\"\nlet \x1b[2J = 1\n");
  for (const std::vector<std::string>& command : {std::vector<std::string>{"check", name},
                                                  {"lint", name},
                                                  {"lint", "--format", "concise", name},
                                                  {"lint", "--statistics", name},
                                                  {"fmt", "--check", name},
                                                  {"compile", name},
                                                  {"compile", "good.cdp", "--target", "\x1b[2J"},
                                                  {"check", "--config", "\x1b[2J", "good.cdp"},
                                                  {"config", "show", name},
                                                  {"no\x1b[2J"},
                                                  {"check", "--no\x1b[2J"}}) {
    const auto result = run(command);
    for (const char* bad : {"\x1b", "\x07", "\xC2\x9B", "\u202E"})
      EXPECT_THAT(result.out + result.err, Not(HasSubstr(bad))) << command.front() << " " << command.back();
  }
  folder_.write("repo/" + name, kSpec);
  for (const std::vector<std::string>& command : {std::vector<std::string>{"check", name},
                                                  {"why", name},
                                                  {"diff", name, "good.cdp", "--target", "big"},
                                                  {"lint", name},
                                                  {"fmt", "--check", name}}) {
    const auto result = run(command);
    for (const char* bad : {"\x1b", "\x07", "\u202E"})
      EXPECT_THAT(result.out + result.err, Not(HasSubstr(bad))) << command.front();
  }
}

TEST_F(Secrets, AnEmptyNameIsNoName) {
  for (const std::vector<std::string>& command : {std::vector<std::string>{"compile", "good.cdp", "-o", ""},
                                                  {"check", ""},

                                                  {"lint", "--baseline", "", "."},
                                                  {"check", "--config", "", "good.cdp"},
                                                  {"export", "good.cdp", "--to", "csv", "-o", ""},
                                                  {"check", "good.cdp", "--allow-path", ""}}) {
    const auto result = run(command);
    EXPECT_EQ(result.exit_code, 2) << command.front() << result.text();
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr("is empty; ")) << command.front();
  }
}

}  // namespace
}  // namespace cdp::e2e
