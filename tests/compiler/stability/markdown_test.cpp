// The form for a pull request.
#include <gmock/gmock.h>

#include "tests/compiler/stability/reports.h"

namespace cdp::stability {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(StabilityMarkdown, IsALineATableAndTheTermsFolded) {
  EXPECT_EQ(to_markdown(made_by_hand()),
            "<!-- cdp-scaling -->\n"
            "**cdp scaling** of `gpt.cdp` under `sp`: **not stable** along `width`\n"
            "\n"
            "#### Along `width`: not stable\n"
            "\n"
            "|  | what | as it grows | repair |\n"
            "| --- | --- | --- | --- |\n"
            "| **exploding** | `lr` of `a.weight` | stays and must fall as width^-1 | add `@hidden { lr *= m_in^-1 }` "
            "|\n"
            "\n"
            "<details><summary>Why</summary>\n"
            "\n"
            "`lr` of `a.weight`:\n"
            "\n"
            "- `1` lr, `gpt.cdp:3:1`\n"
            "- `width` sum over the fan-in, `std/linear.cdp:7:61`\n"
            "- together `width`: what training changes in the output\n"
            "\n"
            "</details>\n"
            "\n"
            "<sub>One step is counted at a time: correlations that build up later, over many steps, are not "
            "seen.</sub>\n");
}

TEST(StabilityMarkdown, OneLineSaysWhichAxesAreStable) {
  EXPECT_THAT(
      to_markdown(report_of(gpt_spec("mup", "mup()"))),
      StartsWith("<!-- cdp-scaling -->\n**cdp scaling** of `gpt.cdp` under `mup`: **not stable** along `depth`; "
                 "stable along `width`\n"));
}

TEST(StabilityMarkdown, WhatIsNoFaultHasNoRepair) {
  Report report = made_by_hand();
  report.axes[0].findings[0].excuse = "sources disagree";
  EXPECT_THAT(to_markdown(report),
              HasSubstr("| no fault | `lr` of `a.weight` | stays and must fall as width^-1 | none: "
                        "sources disagree |"));
}

TEST(StabilityMarkdown, NamesStayInTheirCells) {
  Report report = made_by_hand();
  report.spec = "a`b|<img>.cdp";
  report.axes[0].name = "ex|perts";
  report.axes[0].findings[0].names = {"a|b`c", "x.@team"};
  report.axes[0].undecided = {{"x|y", "why|[x](y)"}};
  const std::string text = to_markdown(report);
  EXPECT_THAT(text, HasSubstr("`` a`b\\|<img>.cdp ``"));
  EXPECT_THAT(text, HasSubstr("`ex\\|perts`"));
  EXPECT_THAT(text, HasSubstr("`` a\\|b`c ``, `x.@team`"));
  EXPECT_THAT(text, HasSubstr("fall as ex\\|perts^-1 |"));
  EXPECT_THAT(text, HasSubstr("Unknown for `x\\|y`: why\\|\\[x\\]\\(y\\)."));
}

}  // namespace
}  // namespace cdp::stability
