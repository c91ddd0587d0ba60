// The form for a pull request. Whole reports are goldens (tests/golden/diff).
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/compiler/diff/reports.h"

namespace cdp::diff {
namespace {

using ::testing::HasSubstr;

TEST(DiffMarkdown, IsALineAndATable) {
  const plan::Plan plan = plan_at("big");
  EXPECT_EQ(to_markdown(report_on(plan, "embed.weight")),
            "<!-- cdp-diff -->\n"
            "**cdp diff** from `a.cdp at big` to `b.cdp at big`: different: 2 in lr\n"
            "\n"
            "#### Learning rates\n"
            "\n"
            "|  | before | after | change | of | because |\n"
            "| --- | --- | --- | --- | --- | --- |\n"
            "| `{embed,head}.weight` | `0.1` | `0.2` | x2 | 2 tensors | `lr *= 2` (x2) was added at b.cdp:9:1 |\n"
            "\n");
}

TEST(DiffMarkdown, LongTablesAreFolded) {
  const plan::Plan plan = plan_at("big");
  Report report = report_on(plan, "embed");
  for (int i = 0; i < 10; ++i) report.differences.push_back(report.differences.front());
  const std::string text = to_markdown(report);
  EXPECT_THAT(text, HasSubstr("<details><summary><b>Learning rates</b>: 11 changes</summary>\n\n|"));
  EXPECT_THAT(text, HasSubstr("|\n\n</details>\n"));
}

TEST(DiffMarkdown, WhatAPlanSaysStaysInItsCell) {
  const plan::Plan plan = plan_at("big` <script>");
  Report report = report_on(plan, "a|b``c\n| d |", "lr *= `2` | <b>");
  report.differences[0].causes[0].b->at = "x|[y](http://z)@team<img>";
  const std::string text = to_markdown(report);
  EXPECT_THAT(text, HasSubstr("| ``` a\\|b``c"));
  EXPECT_THAT(text, HasSubstr("\\| d \\| ```<br>`head.weight` |"));
  EXPECT_THAT(text, HasSubstr("`` lr *= `2` \\| <b> ``"));
  EXPECT_THAT(text, HasSubstr("x\\|\\[y\\]\\(http://z\\)&#64;team&#60;img>"));
  EXPECT_THAT(text, HasSubstr("from `` a.cdp at big` <script> `` to "));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 9) << text;
}

TEST(DiffMarkdown, WhatDoesNotCountIsSmall) {
  const plan::Plan plan = plan_at("big");
  Report report = report_on(plan, "embed");
  report.differences = {{Category::compiler,
                         ChangeKind::kChanged,
                         What::kPath,
                         "compiler",
                         {{std::string("0.1.0"), std::string("0.2.0"), {}, {}}},
                         {}}};
  EXPECT_EQ(to_markdown(report),
            "<!-- cdp-diff -->\n**cdp diff** from `a.cdp at big` to `b.cdp at big`: no difference\n\n"
            "<sub>Not counted: compiler 0.1.0 -> 0.2.0.</sub>\n");
}

}  // namespace
}  // namespace cdp::diff
