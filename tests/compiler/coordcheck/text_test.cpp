// The check as text.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/coordcheck/report.h"
#include "tests/compiler/coordcheck/sample.h"

namespace cdp::coordcheck {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Text, ShowsWhatFailsAndCountsWhatPasses) {
  EXPECT_EQ(
      to_text(sample_check(), false),
      "net<.cdp under mup: synthetic tokens, 2 steps, 3 seeds; exponents with 95% intervals, tolerance 0.15\n"
      "\n"
      "width 64, 128, 256, 512: 2 of 11 checks fail\n"
      "  module           of            predicted  measured      verdict\n"
      "  blocks.*.attn.q  first change  +0.00      +0.70 ± 0.01  explodes: moves as width^0.70 at the first step\n"
      "  blocks.*.attn.q  change        +0.00      +0.70 ± 0.01  explodes: moves as width^0.70 in training\n"
      "  first in the data flow: first change of blocks.*.attn.q\n"
      "  9 checks pass; farthest from its prediction: entries of embed, by 0.05; 1 without a prediction\n"
      "  not in the spec, not judged: stranger<\n");
}

TEST(Text, AllListsWhatPassesToo) {
  EXPECT_THAT(to_text(sample_check(), true),
              HasSubstr("embed            entries          +0.00      +0.05 ± 0.01  agrees"));
  EXPECT_THAT(to_text(sample_check(), false), Not(HasSubstr("agrees")));
}

TEST(Text, SaysWhereASlopeBends) {
  CoordCheck check = sample_check();
  check.studies[0].checks.back().fit->upper = 2;
  EXPECT_THAT(to_text(check, false),
              HasSubstr("another slope over the larger scales: update / weight of head.weight (+2.00)"));
}

TEST(Text, Exponents) {
  EXPECT_EQ(predicted_text({-0.5, 0}), "-0.50 to +0.00");
  EXPECT_EQ(predicted_text({0.5, 0.5}), "+0.50");
  EXPECT_EQ(predicted_text({0, 0, "not known"}), "?");
  EXPECT_EQ(measured_text(Check{}), "-");
}

}  // namespace
}  // namespace cdp::coordcheck
