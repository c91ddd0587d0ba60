// From lines to a result, and what is too little for one.
#include "compiler/coordcheck/study.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/compiler/coordcheck/sample.h"

namespace cdp::coordcheck {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(JudgeStudy, JudgesWhatTheSpecHasAndNamesTheRest) {
  const StudyResult study = sample_check().studies.at(0);
  EXPECT_EQ(study.scales, kScales);
  EXPECT_THAT(study.unknown, ElementsAre("stranger<"));
  EXPECT_EQ(study.checks.at(0).name, "blocks.*.attn.q");
  EXPECT_EQ(study.checks.size(), 3 * 3 + 2U);
}

TEST(JudgeStudy, OneScaleHasNoSlope) {
  std::vector<run::MeasuredLine> lines;
  for (std::int64_t seed = 1; seed <= 5; ++seed)
    lines.push_back(run::ActivationLine{{{"width", 64}}, seed, 0, "embed", {}, 1, {}});
  const auto study = judge_study(lines, kWidth, sample_expected(), kTolerance);
  ASSERT_FALSE(study);
  EXPECT_EQ(
      study.error().text(),
      "width: is measured at 1 scale, 5 runs in all; an exponent with an interval takes two scales and three runs: "
      "more scales or seeds");
  EXPECT_THAT(judge_study({}, kWidth, sample_expected(), kTolerance).error().message, HasSubstr("0 scales"));
}

TEST(JudgeStudy, NamesOfAnotherModelAreRefused) {
  std::vector<run::MeasuredLine> lines;
  add_lines(lines, "transformer.h.0.c_attn", 0, 0);
  const auto study = judge_study(lines, kWidth, sample_expected(), kTolerance);
  ASSERT_FALSE(study);
  EXPECT_THAT(study.error().message, HasSubstr("`transformer.h.*.c_attn`"));
}

}  // namespace
}  // namespace cdp::coordcheck
