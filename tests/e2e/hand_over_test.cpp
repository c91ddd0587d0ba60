// `cdp train` up to the point where cdp-run takes over: a script stands for it and shows what it was given.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "tests/e2e/program.h"

namespace cdp::e2e {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class HandOver : public ::testing::Test {
 protected:
  /// A cdp-run beside a copy of cdp.
  void runtime(const std::string& script) {
    const std::string path = folder_.write("bin/cdp-run", "#!/bin/sh\n" + script);
    ::chmod(path.c_str(), 0755);
  }

  test::TempFolder folder_;
  std::string program_ = copy_of_cdp(folder_);
  std::string spec_ = folder_.write("gpt.cdp", kSpec);
};

TEST_F(HandOver, GivesThePlanTheArgumentsAndAnExitCode) {
  runtime("command=$1; plan=$2; shift 2; echo \"$command $*\"; grep -m 1 '\"target\":' \"$plan\"; exit 130\n");
  const auto result = test::run({program_, "train", spec_, "--target", "big", "--data", "a b", "--out", "run"});
  EXPECT_EQ(result.exit_code, 130) << result.text();
  EXPECT_EQ(result.out, "train --data a b --out run\n  \"target\": \"big\",\n");
  EXPECT_EQ(result.err, "");
}

TEST_F(HandOver, TakesPipesForSpecsAndPlans) {
  runtime("grep -m 1 '\"target\":' \"$2\"\n");
  const std::string train = program_ + " train ";
  const std::string compiled = program_ + " compile " + spec_ + " --target big";
  for (const std::string& command :
       {compiled + " | " + train + "-", compiled + " | " + train + "/dev/stdin", train + "<(" + compiled + ")",
        train + "<(cat " + spec_ + ") --target big", "cat " + spec_ + " | " + train + "- --target big"}) {
    const auto result = test::run({"bash", "-c", command}, in_folder(folder_.path()));
    EXPECT_EQ(result.out, "  \"target\": \"big\",\n") << command << "\n" << result.text();
  }
}

TEST_F(HandOver, TheOptionsOfSpecsAreNotPassedOn) {
  runtime("shift 2; echo \"$*\"\n");
  folder_.write("shared/one.cdp", "let one = 1\n");
  const std::string spec = folder_.write("repo/a.cdp", "use \"../shared/one.cdp\"\n" + kSpec);
  EXPECT_EQ(test::run({program_, "train", spec}).exit_code, 1);
  for (const std::vector<std::string>& more :
       {std::vector<std::string>{"--allow-path", folder_.file("shared")}, {"--allow-path=" + folder_.file("shared")}}) {
    std::vector<std::string> command = {program_, "train", spec, "--out", "x"};
    command.insert(command.end(), more.begin(), more.end());
    const auto result = test::run(command);
    EXPECT_EQ(result.out, "--out x\n") << result.text();
  }
}

TEST_F(HandOver, LeavesNoFileBehind) {
  runtime("exit 0\n");
  const auto result = test::run({program_, "train", spec_, "--out", "run"}, in_folder(folder_.path()));
  EXPECT_EQ(result.exit_code, 0) << result.text();
  std::size_t entries = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder_.path())) ++entries;
  EXPECT_EQ(entries, 2U);  // bin, gpt.cdp
}

TEST_F(HandOver, KeepsMemoryUnlessTheUserSaysOtherwise) {
  runtime("echo $MALLOC_MMAP_MAX_ $MALLOC_TRIM_THRESHOLD_ $MALLOC_TOP_PAD_\n");
  const auto own = test::run({program_, "sample", "run"}, with_environment({{"MALLOC_MMAP_MAX_", std::nullopt}}));
  EXPECT_EQ(own.out, "0 137438953472 67108864\n");
  const auto user = test::run({program_, "sample", "run"}, with_environment({{"MALLOC_MMAP_MAX_", "9"}}));
  EXPECT_EQ(user.out, "9 137438953472 67108864\n");
}

TEST_F(HandOver, SetsTheThreads) {
  runtime("echo $OMP_NUM_THREADS\n");
  const auto own = test::run({program_, "sample", "run"}, with_environment({{"OMP_NUM_THREADS", std::nullopt}}));
  EXPECT_GE(std::atoi(own.out.c_str()), 1) << own.text();
  const auto user = test::run({program_, "sample", "run"}, with_environment({{"OMP_NUM_THREADS", "7"}}));
  EXPECT_EQ(user.out, "7\n");
}

TEST_F(HandOver, SaysHowToGetARuntime) {
  const auto result =
      test::run({program_, "train", spec_, "--out", "run"}, with_environment({{"PATH", "/nowhere"}, {"CDP_RUN", {}}}));
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, StartsWith("error: cdp-run, the program that trains, is not built"));
  EXPECT_THAT(result.err, HasSubstr("scripts/setup"));
}

TEST_F(HandOver, ACoordinateCheckRunsEachScale) {
  // The size of one module, twice the width's whatever the seed.
  runtime(
      "width=$(grep -o '\"width\": *{[^}]*' \"$2\" | grep -o '\"target\": *[0-9]*' | grep -o '[0-9]*$')\n"
      "for seed in 1 2; do echo \"{\\\"scale\\\":{\\\"width\\\":$width},\\\"seed\\\":$seed,\\\"module\\\":"
      "\\\"embed\\\",\\\"rms\\\":$width}\"; done\n");
  const auto result = test::run({program_, "coordcheck", spec_, "--axis", "width=64,128,256", "--seeds", "2"});
  EXPECT_EQ(result.exit_code, 1) << result.text();
  EXPECT_THAT(result.out, HasSubstr("embed   entries"));
  EXPECT_THAT(result.out, HasSubstr("explodes: grows as width^1.00 at initialisation"));
}

TEST_F(HandOver, ACoordinateCheckSaysWhyItCouldNot) {
  const std::vector<std::string> command = {program_, "coordcheck", spec_, "--axis", "width=64,128"};
  auto result = test::run(command, with_environment({{"PATH", "/usr/bin:/bin"}, {"CDP_RUN", std::nullopt}}));
  EXPECT_EQ(result.exit_code, 2) << result.text();
  EXPECT_THAT(result.err, HasSubstr("cdp-run, the program that trains, is not built"));
  runtime("echo 'cdp: error: data.txt: no such file' >&2; exit 2\n");
  result = test::run(command);
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("data.txt: no such file"));
  runtime("echo nonsense\n");
  result = test::run(command);
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("cdp-run:1: is not a JSON object"));
}

TEST_F(HandOver, ACoordinateCheckEndsItsRunsWithItself) {
  runtime("trap 'echo ended >> " + folder_.file("log") + "; exit' TERM INT; while true; do sleep 0.05; done\n");
  auto options = in_folder(folder_.path());
  const auto result = test::run(
      {"/bin/sh", "-c", "timeout -s TERM 1 " + program_ + " coordcheck " + spec_ + " --axis width=64,128"}, options);
  EXPECT_THAT(result.err, HasSubstr("stopped before everything was measured"));
  // The shell hears the signal when its sleep is over.
  for (int i = 0; i < 500 && !std::filesystem::exists(folder_.file("log")); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_THAT(folder_.read("log"), StartsWith("ended"));
}

}  // namespace
}  // namespace cdp::e2e
