// The tables for people.
#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>

#include "tests/compiler/export/export_support.h"
#include "tests/support/golden.h"

namespace cdp::exporting {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(Markdown, IsAsShown) {
  EXPECT_TRUE(test::matches_golden(CDP_SOURCE_DIR "/tests/export/golden/plan.md",
                                   exported(export_markdown, example("01_gpt.reference"))));
}

TEST(Markdown, EveryRowHasTheColumnsOfItsTable) {
  for (const char* name : {"01_gpt.big", "08_vit.big", "11_sgd.wide", "12_muon.wide"}) {
    std::istringstream lines(exported(export_markdown, example(name)));
    std::ptrdiff_t columns = 0;
    for (std::string line; std::getline(lines, line);) {
      const std::ptrdiff_t bars = std::count(line.begin(), line.end(), '|');
      EXPECT_TRUE(columns == 0 || bars == 0 || bars == columns) << name << ": " << line;
      columns = bars;
    }
  }
}

TEST(Markdown, NamesCannotBecomeMarkup) {
  plan::Plan plan = example("01_gpt.big");
  plan.spec.path = "a|b\n# *c*<script>.cdp";
  EXPECT_THAT(exported(export_markdown, plan), StartsWith("# a\\|b \\# \\*c\\*\\<script\\>.cdp at big\n\n"));
}

TEST(Markdown, NothingInItSteersATerminal) {
  plan::Plan plan = example("01_gpt.big");
  const std::string evil = "x\x1b[2J\a\u202Ey";
  plan.target = plan.spec.path = plan.parameterization.name = evil;
  plan.scale.emplace_back(evil, plan::AxisScale{1, 2, 2, evil});
  plan.tensors[0].name = plan.multipliers[0].name = evil;
  plan.tensors[1].name = "`" + evil;
  plan.tensors[1].tags = {evil};
  const std::string text = exported(export_markdown, plan);
  EXPECT_EQ(text.find_first_of("\x1b\a\r"), std::string::npos);
  EXPECT_EQ(text.find("\u202E"), std::string::npos);
  EXPECT_THAT(text, HasSubstr("`x\uFFFD[2J\uFFFD\uFFFDy`"));
}

TEST(Markdown, SaysWhichOptimizerUpdatesWhat) {
  const std::string text = exported(export_markdown, example("12_muon.wide"));
  EXPECT_THAT(text, HasSubstr("| muon | 0.02 | 0.95 |  |  | "));
  EXPECT_THAT(text, HasSubstr("| adamw | "));
}

TEST(Markdown, HasNoTableOfNoMultipliers) {
  plan::Plan plan = example("01_gpt.big");
  plan.multipliers.clear();
  EXPECT_EQ(exported(export_markdown, plan).find("multipliers"), std::string::npos);
}

}  // namespace
}  // namespace cdp::exporting
