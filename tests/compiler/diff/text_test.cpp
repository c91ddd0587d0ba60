// The form for the terminal, to the byte where it is short. Whole reports are goldens (tests/golden/diff).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/compiler/diff/reports.h"

namespace cdp::diff {
namespace {

using ::testing::HasSubstr;

TEST(DiffText, HasASectionACauseAndAVerdict) {
  const plan::Plan plan = plan_at("big");
  EXPECT_EQ(to_text(report_on(plan, "embed.weight"), Color::kNever),
            "a  a.cdp at big\n"
            "b  b.cdp at big\n"
            "\n"
            "Learning rates\n"
            "  {embed,head}.weight  0.1 -> 0.2  x2  2 tensors\n"
            "    because `lr *= 2` (x2) was added at b.cdp:9:1\n"
            "\n"
            "different: 2 in lr\n");
}

TEST(DiffText, NamesBelowEachOtherAndCausesBelowThem) {
  const plan::Plan plan = plan_at("big");
  EXPECT_THAT(to_text(report_on(plan, "embed"), Color::kNever), HasSubstr("  embed        0.1 -> 0.2  x2  2 tensors\n"
                                                                          "  head.weight\n"
                                                                          "    because "));
}

TEST(DiffText, NothingThatAPlanSaysReachesTheTerminal) {
  const plan::Plan plan = plan_at("big\x1b[2J");
  Report report = report_on(plan, "a\x1b]0;x\x07\n", "lr\x1b[31m\r");
  report.differences[0].causes[0].b->at = "\x1b[0m";
  report.differences.push_back({Category::training,
                                ChangeKind::kChanged,
                                What::kPath,
                                "task\x1b",
                                {{std::string("\x1b[1m"), std::string("\x9b"), {}, {}}},
                                {}});
  report.differences.push_back({Category::graph,
                                ChangeKind::kRemoved,
                                What::kOperation,
                                "operation",
                                {{std::string("mul(\x1b)"), {}, {"\x1b"}, {"\x1b"}}},
                                {{{}, {}, {{"\x1b", std::string("\x1b"), {}}}, {}}}});
  const std::string text = to_text(report, Color::kNever);
  for (const char control : {'\x1b', '\x07', '\r'}) EXPECT_EQ(text.find(control), std::string::npos) << text;
}

TEST(DiffText, ColoursOnlyWhereWanted) {
  const plan::Plan plan = plan_at("big");
  EXPECT_THAT(to_text(report_on(plan, "embed"), Color::kAlways), HasSubstr("\x1b[1mLearning rates\x1b[0m"));
}

}  // namespace
}  // namespace cdp::diff
