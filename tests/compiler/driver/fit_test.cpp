// `cdp fit`: its forms and exit codes, and that a spec compiles with the law that it writes. What it finds:
// tests/study/fit.
#include "compiler/driver/fit.h"

#include <gmock/gmock.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "study/runs/csv.h"
#include "tests/compiler/driver/driver_support.h"
#include "tests/study/fit/synthetic.h"
#include "tests/support/process.h"

namespace cdp::driver {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

test::ProcessResult fit(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {CDP_PROGRAMS_DIR "/cdp", "fit"});
  return test::run(arguments, {});
}

/// Runs without noise, whose lr goes as (D / 100M)^-0.32 at one size and batch.
std::string durations(const test::TempFolder& folder, const std::string& schedule = "linear") {
  study::test::Truth truth;
  truth.noise = 0;
  truth.params = 0;
  truth.duration = -0.32;
  study::test::Sweep sweep;
  sweep.params = {1e7};
  sweep.durations = {10e6, 40e6, 160e6, 640e6};
  study::Group group = study::test::runs_of(truth, sweep, 1);
  for (study::Run& run : group.runs.runs) run.tags["schedule"] = schedule;
  return folder.write(schedule + ".csv", study::to_csv(group.runs));
}

/// The spec of spec_with() under the law, at a duration of 10M tokens.
std::string spec_under(const test::TempFolder& folder, const std::string& call, const std::string& target) {
  return folder.write(
      "spec.cdp",
      "use std.gpt\nuse \"law.cdp\"\n"
      "model = Gpt(width, depth, vocab = 256, context = context)\n"
      "parameterization = " +
          call +
          "\n"
          "reference { width = 128; depth = 2; batch = 32 seq; duration = 10240000 tok; context = 256 }\n"
          "base { lr = 4e-3; beta1 = 0.9; beta2 = 0.95; eps = 1e-8; weight_decay = 0.1; init_std = 0.02 }\n"
          "training { schedule = linear }\n"
          "target big { " +
          target + " }\n");
}

TEST(FitCommand, PrintsTheLawAndIsCleanWhereThereIsOne) {
  const test::TempFolder folder;
  const auto result = fit({durations(folder), "--hp", "base.lr", "--at", "duration=2.56B"});
  EXPECT_EQ(result.exit_code, kClean) << result.err;
  EXPECT_THAT(result.out, HasSubstr("e_duration = -0.320"));
  EXPECT_THAT(result.out, HasSubstr("at duration 2.56B: base.lr = 0.001063"));  // 3e-3 25.6^-0.32
  EXPECT_THAT(result.out, HasSubstr("4 times beyond"));
}

TEST(FitCommand, ASpecCompilesWithTheLawThatItWrites) {
  const test::TempFolder folder;
  ASSERT_EQ(fit({durations(folder), "--write", folder.file("law.cdp")}).exit_code, kClean);
  const std::string spec = spec_under(folder, "fitted_lr()", "duration = 163840000 tok");
  const auto compiled = test::run({CDP_PROGRAMS_DIR "/cdp", "compile", spec, "--target", "big"}, {});
  ASSERT_EQ(compiled.exit_code, kClean) << compiled.err;
  for (const auto& tensor : nlohmann::json::parse(compiled.out).at("tensors"))
    EXPECT_NEAR(tensor.at("lr").get<double>(), 4e-3 * std::pow(16, -0.32), 1e-6) << "the law's share of the base value";
  EXPECT_EQ(test::run({CDP_PROGRAMS_DIR "/cdp", "fmt", "--check", folder.file("law.cdp")}, {}).exit_code, kClean);
  EXPECT_EQ(test::run({CDP_PROGRAMS_DIR "/cdp", "check", folder.file("law.cdp")}, {}).exit_code, kClean);
}

TEST(FitCommand, TheLawRefusesWhatItWasNotFittedFor) {
  const test::TempFolder folder;
  ASSERT_EQ(fit({durations(folder), "--write", folder.file("law.cdp")}).exit_code, kClean);
  const auto refusal = [&](const std::string& call, const std::string& target) {
    return test::run({CDP_PROGRAMS_DIR "/cdp", "check", spec_under(folder, call, target)}, {}).err;
  };
  EXPECT_THAT(refusal("fitted_lr()", "duration = 1638400000 tok"),
              HasSubstr("fitted for duration from 10M to 640M; `reach = 4` admits four times beyond"));
  EXPECT_EQ(refusal("fitted_lr(reach = 4)", "duration = 1638400000 tok"), "");
  EXPECT_THAT(refusal("fitted_lr(reference_duration = 100M)", "duration = 163840000 tok"),
              HasSubstr("fitted for duration"))
      << "16 times 100M is beyond 640M";
  EXPECT_THAT(refusal("fitted_lr()", "batch = 64 seq; duration = 40960000 tok"), HasSubstr("fitted at one batch size"));
  EXPECT_THAT(refusal("fitted_lr()", "width = 256"), HasSubstr("fitted for one model size"));
  EXPECT_THAT(refusal("fitted_lr(reach = 0.5)", "duration = 40960000 tok"), HasSubstr("`reach` is 1 or more"));
  ASSERT_EQ(fit({durations(folder, "cosine"), "--write", folder.file("law.cdp")}).exit_code, kClean);
  EXPECT_THAT(refusal("fitted_lr()", "duration = 40960000 tok"), HasSubstr("[E0426]"))
      << "its runs had a cosine schedule";
}

TEST(FitCommand, TheExponentsOfRulesAreRefittedAndCompile) {
  const test::TempFolder folder;
  const auto result =
      fit({durations(folder), "--rules", "complete_d_p(duration_exponent = 0.5)", "--write", folder.file("law.cdp")});
  EXPECT_EQ(result.exit_code, kClean) << result.err;
  EXPECT_THAT(result.out, HasSubstr("duration_exponent = 0.820 ± 0.000 instead of 0.5"));
  const std::string spec = spec_under(folder, "fitted_lr()", "duration = 163840000 tok");
  const auto compiled = test::run({CDP_PROGRAMS_DIR "/cdp", "compile", spec, "--target", "big"}, {});
  ASSERT_EQ(compiled.exit_code, kClean) << compiled.err;
  const auto tensor = nlohmann::json::parse(compiled.out).at("tensors").at(0);
  EXPECT_NEAR(tensor.at("lr").get<double>(), 4e-3 * std::pow(16, -0.82), 1e-6);
  EXPECT_NEAR(tensor.at("weight_decay").get<double>() * tensor.at("lr").get<double>(), 0.1 * 4e-3 / 16, 1e-9)
      << "lr weight_decay steps stays";
}

TEST(FitCommand, MixedTagsAreRefusedAndBySplitsThem) {
  const test::TempFolder folder;
  durations(folder);
  durations(folder, "cosine");
  std::string cosine = folder.read("cosine.csv");
  const std::string mixed = folder.write("mixed.csv", folder.read("linear.csv") + cosine.substr(cosine.find('\n') + 1));
  const auto refused = fit({mixed});
  EXPECT_EQ(refused.exit_code, kCouldNotRun);
  EXPECT_THAT(refused.err, HasSubstr("schedule"));
  EXPECT_THAT(refused.err, HasSubstr("--by schedule"));
  const auto together = fit({mixed, "--ignore", "schedule"});
  EXPECT_EQ(together.exit_code, kClean) << together.err;
  EXPECT_THAT(together.out, HasSubstr(": 24 runs, base.lr at 4 scales"));
  const auto split = fit({mixed, "--by", "schedule", "--format", "json"});
  EXPECT_EQ(split.exit_code, kClean) << split.err;
  EXPECT_EQ(nlohmann::json::parse(split.out).at("fits").size(), 2U);
  const auto written = fit({mixed, "--by", "schedule", "--write", folder.file("law.cdp")});
  EXPECT_EQ(written.exit_code, kCouldNotRun);
  EXPECT_THAT(written.err, StartsWith("error: --write: a rule set is of one group of runs"));
}

TEST(FitCommand, FaultsAreOneMessage) {
  const test::TempFolder folder;
  const std::string table = durations(folder);
  EXPECT_EQ(fit({table, "--at", "duration"}).err,
            "error: --at: expected an axis and its value, as in `duration=1B`, found `duration`\n");
  EXPECT_EQ(fit({table, "--at", "duration=0"}).err, "error: --at: `duration` must be a number above 0, found `0`\n");
  EXPECT_EQ(fit({table, "--at", "duration=1,duration=2"}).err, "error: --at: `duration` stands twice\n");
  EXPECT_THAT(fit({table, "--rules", "mupp()"}).err, HasSubstr("did you mean `mup`?"));
  EXPECT_EQ(fit({folder.file("none.csv")}).exit_code, kCouldNotRun);
  EXPECT_THAT(fit({table, "--write", folder.file("no/folder/law.cdp")}).err, StartsWith("error: "));
  const std::string one = folder.write("one.csv", "width,base.lr,loss\n64,1e-3,3.1\n64,2e-3,3\n64,4e-3,3.1\n");
  const auto no_law = fit({one});
  EXPECT_EQ(no_law.exit_code, kFindings);
  EXPECT_THAT(no_law.out, HasSubstr("law: none: all runs are at one scale"));
}

TEST(FitCommand, ReadsStandardInput) {
  test::ProcessOptions options;
  options.input = "batch,steps,loss\n32,3000,3\n64,2000,3\n128,1500,3\n256,1250,3\n";
  const auto result = test::run({CDP_PROGRAMS_DIR "/cdp", "fit", "-"}, options);
  EXPECT_EQ(result.exit_code, kClean) << result.err;
  EXPECT_THAT(result.out, StartsWith("<stdin>: 4 runs\n"));
}

TEST(FitCommand, AColumnOfStepsGivesTheCriticalBatch) {
  const test::TempFolder folder;
  const auto result =
      fit({folder.write("steps.csv", "batch,steps,loss\n32,3000,3\n64,2000,3\n128,1500,3\n256,1250,3\n512,1125,3\n")});
  EXPECT_EQ(result.exit_code, kClean) << result.err;
  EXPECT_THAT(result.out, HasSubstr("critical batch, to a loss of 3.0000: 64 (64 to 64)"));
}

TEST(FitCommand, ReadsNumbersAsTheLanguageWritesThem) {
  const auto scale = read_scale({"params=1.5B", "duration=20B tok"}, "--at");
  ASSERT_TRUE(scale);
  EXPECT_EQ(*scale, (study::ScalePoint{{"params", 1.5e9}, {"duration", 2e10}}));
  EXPECT_EQ(read_scale({"=1"}, "--target").error().place, "--target");
}

}  // namespace
}  // namespace cdp::driver
