// What users get wrong ends in one clear message and exit code 1 (the spec's text) or 2 (the world), never in a trace.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>

#include "tests/e2e/program.h"
#include "tests/support/as_nobody.h"

namespace cdp::e2e {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class BadInput : public ::testing::Test {
 protected:
  /// The text's fault: a place, a code, exit 1, no plan.
  void expect_finding(const std::string& text, const std::string& message, const std::string& code) {
    const std::string path = folder_.write("gpt.cdp", text);
    for (const char* command : {"check", "compile", "why"}) {
      const auto result = cdp({command, path});
      EXPECT_EQ(result.exit_code, 1) << result.text();
      EXPECT_EQ(result.out, "");
      EXPECT_THAT(result.err, StartsWith(path + ":"));
      EXPECT_THAT(result.err, HasSubstr(message));
      EXPECT_THAT(result.err, HasSubstr("[" + code + "]"));
      EXPECT_THAT(result.err, ::testing::EndsWith("\n1 error\n"));
    }
  }

  /// The world's fault: one line and exit 2.
  static void expect_error(const test::ProcessResult& result, const std::string& message) {
    EXPECT_EQ(result.exit_code, 2) << result.text();
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, StartsWith("error: "));
    EXPECT_THAT(result.err, HasSubstr(message));
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
  }

  test::TempFolder folder_;
};

TEST_F(BadInput, ASpecThatDoesNotParse) {
  expect_finding("let head_dim 64\n", "expected `=` after `head_dim`", "E0121");
}

TEST_F(BadInput, AMisspeltName) {
  expect_finding(kSpec + "assert widht > 0\n", "unknown name `widht`; did you mean `width`?", "E0201");
}

TEST_F(BadInput, ASelectorThatMatchesNothing) {
  expect_finding(kSpec + "tune blocks.*.mpl { lr *= 2 }\n", "the selector matches nothing; did you mean", "E0401");
}

TEST_F(BadInput, UnitsMixed) {
  expect_finding(kSpec + "target odd { batch = 32 seq + 1024 tok }\n", "units mixed: `seq` with `tok`", "E0210");
}

TEST_F(BadInput, AMissingFile) {
  for (const char* command : {"check", "compile", "why", "train"})
    expect_error(cdp({command, folder_.file("none.cdp")}), folder_.file("none.cdp") + ": there is no such file");
}

TEST_F(BadInput, AFolder) {
  expect_error(cdp({"check", folder_.path().string()}), "is a folder, not a file");
}

TEST_F(BadInput, AnEmptyPath) {
  expect_error(cdp({"check", ""}), "the path is empty");
}

TEST_F(BadInput, AFolderWithoutReadPermission) {
  const std::string program = copy_of_cdp(folder_);
  folder_.write("closed/gpt.cdp", kSpec);
  ::chmod(folder_.file("closed").c_str(), 0);
  test::ProcessResult result;
  {
    const test::AsNobody nobody;
    result = test::run({program, "check", folder_.file("closed/gpt.cdp")});
  }
  ::chmod(folder_.file("closed").c_str(), 0700);
  expect_error(result, "no permission to read it");
}

TEST_F(BadInput, AFileWithoutReadPermission) {
  const std::string program = copy_of_cdp(folder_);
  const std::string path = folder_.write("gpt.cdp", kSpec);
  ::chmod(path.c_str(), 0);
  test::ProcessResult result;
  {
    const test::AsNobody nobody;
    result = test::run({program, "check", path});
  }
  expect_error(result, "no permission to read it");
}

TEST_F(BadInput, AnOutputThatCannotBeWritten) {
  const std::string path = folder_.write("gpt.cdp", kSpec);
  expect_error(cdp({"compile", path, "-o", folder_.file("none/plan.json")}), "there is no folder");
  expect_error(cdp({"compile", path, "-o", folder_.path().string()}), "is a folder; name a file to write");
}

TEST_F(BadInput, AnOutputFolderWithoutWritePermission) {
  const std::string program = copy_of_cdp(folder_);
  const std::string path = folder_.write("gpt.cdp", kSpec);
  ::chmod(path.c_str(), 0644);
  ::mkdir(folder_.file("closed").c_str(), 0755);
  ::chmod(folder_.file("closed").c_str(), 0555);
  test::ProcessResult result;
  {
    const test::AsNobody nobody;
    result = test::run({program, "compile", path, "-o", folder_.file("closed/plan.json")});
  }
  expect_error(result, "no permission to write");
}

TEST_F(BadInput, AFullDisk) {
  const std::string path = folder_.write("gpt.cdp", kSpec);
  const auto result = test::run({"sh", "-c", kCdp + " compile " + path + " > /dev/full"});
  expect_error(result, "standard output: cannot be written");
}

TEST_F(BadInput, APipe) {
  ASSERT_EQ(::mkfifo(folder_.file("pipe").c_str(), 0600), 0);
  folder_.write("gpt.cdp", kSpec);
  const auto result =
      test::run({"sh", "-c", "cat gpt.cdp > pipe & " + kCdp + " check pipe"}, in_folder(folder_.path()));
  EXPECT_EQ(result.exit_code, 0) << result.text();
  EXPECT_THAT(result.out, StartsWith("pipe: ok"));
}

TEST_F(BadInput, ABinaryFile) {
  const std::string path = folder_.write("gpt.cdp", std::string("\x7f"
                                                                "ELF\0\x01\xff\xfe",
                                                                8) +
                                                        std::string(4096, '\0'));
  const auto result = cdp({"check", path});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, ::testing::AnyOf(HasSubstr("[E0101]"), HasSubstr("[E0102]")));
  EXPECT_LT(result.err.size(), 4000U);
}

TEST_F(BadInput, ADevice) {
  for (const char* device : {"/dev/null", "/dev/zero"})
    expect_error(cdp({"check", device}), "is a pipe or a device, not a file");
}

TEST_F(BadInput, StandardInput) {
  const auto right = cdp({"check", "-"}, with_input(kSpec));
  EXPECT_EQ(right.out, "<stdin>: ok, 2 targets, 47 tensors\n");
  const auto wrong = cdp({"check", "-"}, with_input("let a = = 1\n"));
  EXPECT_EQ(wrong.exit_code, 1);
  EXPECT_THAT(wrong.err, StartsWith("<stdin>:1:9: error: "));
}

TEST_F(BadInput, AnUnknownTargetAndAxis) {
  const std::string path = folder_.write("gpt.cdp", kSpec);
  expect_error(cdp({"compile", path, "--target", "bgi"}), "did you mean `big`?");
  const auto axis = cdp({"compile", path, "--at", "widht=256"});
  EXPECT_EQ(axis.exit_code, 1);
  EXPECT_EQ(axis.err,
            "--at:1:1: error: unknown axis `widht`; did you mean `width`? [E0231]\n"
            "   1 | widht=256\n"
            "     | ^^^^^\n"
            "\n"
            "1 error\n");
}

TEST_F(BadInput, FilesThatUseEachOther) {
  folder_.write("a.cdp", "use \"b.cdp\"\n");
  folder_.write("b.cdp", "use \"a.cdp\"\n");
  const auto result = cdp({"check", "a.cdp"}, in_folder(folder_.path()));
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr("files use each other in a circle: a.cdp -> b.cdp -> a.cdp [E0207]"));
}

}  // namespace
}  // namespace cdp::e2e
