// `--save-every` and the command that resumes.
#include "run/options.h"

#include <gmock/gmock.h>

namespace cdp::run {
namespace {

using ::testing::HasSubstr;

TEST(SaveEvery, IsStepsOrMinutes) {
  const auto steps = parse_save_every("200");
  ASSERT_TRUE(steps);
  EXPECT_EQ(steps->steps, 200);
  const auto minutes = parse_save_every("0.5m");
  ASSERT_TRUE(minutes);
  EXPECT_FALSE(minutes->steps);
  EXPECT_EQ(minutes->minutes, 0.5);
}

TEST(SaveEvery, AllElseIsRefused) {
  for (const char* text : {"", "0", "-1", "m", "0m", "5 m", "5h", "soon"}) {
    const auto every = parse_save_every(text);
    ASSERT_FALSE(every) << text;
    EXPECT_THAT(every.error().text(), HasSubstr("--save-every: `")) << text;
  }
}

TEST(ParseResume, IsAFlagOrAuto) {
  ASSERT_TRUE(parse_resume("true"));
  EXPECT_EQ(*parse_resume("true"), Resume::kYes);
  EXPECT_EQ(*parse_resume("auto"), Resume::kAuto);
  const auto never = parse_resume("never");
  ASSERT_FALSE(never);
  EXPECT_THAT(never.error().text(),
              HasSubstr("--resume: `never` is not known; it is --resume, to go on, or --resume=auto"));
}

TEST(ResumeCommand, RepeatsWhatMatters) {
  TrainOptions options;
  options.plan = "/tmp/compiled.json";
  options.data = {"text", "more text"};
  options.include = {"*.h"};
  options.out = "runs/a";
  options.token_type = "uint32";
  options.steps = 10;
  EXPECT_EQ(
      resume_command(options),
      "cdp train runs/a/plan.json --data text 'more text' --include '*.h' --token-type uint32 --out runs/a --resume");
  options.include.clear();
  options.token_type.reset();
  options.data = {"text"};
  options.device = run::DeviceChoice::cpu;
  options.precision = plan::Precision::fp32;
  options.micro_batch = 4;
  options.eval_every = 50;
  options.save_every.minutes = 2.5;
  EXPECT_EQ(resume_command(options),
            "cdp train runs/a/plan.json --data text --out runs/a --device cpu --precision fp32 --micro-batch 4 "
            "--eval-every 50 "
            "--save-every 2.5m --resume");
  options.save_every.steps = 7;
  EXPECT_THAT(resume_command(options), HasSubstr("--save-every 7 --resume"));
  options.measure = Measured::noise_scale;
  EXPECT_THAT(resume_command(options), HasSubstr(" --measure noise-scale --resume"));
}

}  // namespace
}  // namespace cdp::run
