// `cdp compare`: its forms and exit codes. What it judges: tests/study/compare.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "study/runs/csv.h"
#include "tests/compiler/driver/driver_support.h"
#include "tests/study/fit/synthetic.h"
#include "tests/support/process.h"

namespace cdp::driver {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

test::ProcessResult compare(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {CDP_PROGRAMS_DIR "/cdp", "compare"});
  return test::run(arguments, {});
}

std::string table(const test::TempFolder& folder, const study::test::Truth& truth) {
  study::test::Sweep sweep;
  sweep.seeds = 3;
  return folder.write("runs.csv", study::to_csv(study::test::runs_of(truth, sweep, 3).runs));
}

TEST(CompareCommand, EndsWithTheVerdict) {
  const test::TempFolder folder;
  const std::string runs = table(folder, {});
  const auto text = compare({runs, "--target", "params=1B,duration=10B", "--hp", "base.lr"});
  EXPECT_EQ(text.exit_code, kClean) << text.err;
  EXPECT_THAT(text.out, EndsWith("\nverdict: fit\n"));
  const auto json = compare({runs, "--target", "params=1B,duration=10B", "--format", "json"});
  EXPECT_EQ(nlohmann::json::parse(json.out).at("verdict"), "fit");
}

TEST(CompareCommand, CannotTellIsAFinding) {
  const test::TempFolder folder;
  study::test::Truth noisy;
  noisy.params = noisy.duration = 0;
  noisy.noise = 0.03;
  const auto result = compare({table(folder, noisy), "--target", "params=1B,duration=10B"});
  EXPECT_EQ(result.exit_code, kFindings) << result.err << result.out;
  EXPECT_THAT(result.out, EndsWith("\nverdict: cannot tell\n"));
}

TEST(CompareCommand, FaultsAreOneMessage) {
  const test::TempFolder folder;
  const std::string runs = table(folder, {});
  EXPECT_THAT(compare({runs}).err, HasSubstr("--target"));
  EXPECT_EQ(compare({runs, "--target", "params=1B"}).err,
            "error: --target: the law has the axis `duration`: say its value, as in `duration=640000000`\n");
  EXPECT_EQ(compare({runs, "--target", "params=many,duration=1B"}).err,
            "error: --target: `params` must be a number above 0, found `many`\n");
  EXPECT_THAT(compare({runs, "--target", "params=1B,duration=1B", "--by", "schedule", "--hp", "base.wd"}).err,
              HasSubstr("error: "));
}

}  // namespace
}  // namespace cdp::driver
