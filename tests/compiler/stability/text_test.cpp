// The report on the terminal.
#include <gmock/gmock.h>

#include "tests/compiler/stability/reports.h"

namespace cdp::stability {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kLast =
    "One step is counted at a time: correlations that build up later, over many steps, are not seen.\n";

TEST(StabilityText, AFindingHasItsTermsAndItsRepair) {
  EXPECT_EQ(to_text(made_by_hand(), Detail::kFindings, Color::kNever),
            "gpt.cdp under sp, along width: not stable\n"
            "  exploding  a.weight: `lr` stays and must fall as width^-1\n"
            "      1      lr                   gpt.cdp:3:1\n"
            "    x width  sum over the fan-in  std/linear.cdp:7:61\n"
            "    = width  what training changes in the output\n"
            "    repair: add to the rules  @hidden { lr *= m_in^-1 }\n"
            "\n" +
                kLast);
}

TEST(StabilityText, InShortAFindingIsALine) {
  EXPECT_EQ(to_text(made_by_hand(), Detail::kShort, Color::kNever),
            "gpt.cdp under sp, along width: not stable\n"
            "  exploding  a.weight: `lr` stays and must fall as width^-1\n");
}

TEST(StabilityText, ARepairMayChangeARuleOrLeaveItOut) {
  Report report = made_by_hand();
  Finding& finding = report.axes[0].findings[0];
  finding.rules_at = "std/sp.cdp:6:16";
  finding.repair = "value *= m_in^-1";
  EXPECT_THAT(to_text(report, Detail::kFindings, Color::kNever),
              HasSubstr("    repair: the rule at std/sp.cdp:6:16 becomes  value *= m_in^-1\n"));
  finding.repair = "";
  EXPECT_THAT(to_text(report, Detail::kFindings, Color::kNever),
              HasSubstr("    repair: leave out the rule at std/sp.cdp:6:16\n"));
  finding.rules_at = "";
  EXPECT_THAT(to_text(report, Detail::kFindings, Color::kNever), Not(HasSubstr("repair")));
}

TEST(StabilityText, WhatIsNoFaultIsALine) {
  Report report = made_by_hand();
  report.axes[0].findings[0].excuse = "sources disagree";
  EXPECT_EQ(
      to_text(report, Detail::kFindings, Color::kNever),
      "gpt.cdp under sp, along width: stable\n"
      "  every size stays and every tensor learns: at initialisation, in the first steps, and once updates align\n"
      "  no fault  a.weight: `lr` stays and must fall as width^-1; sources disagree (exploding)\n"
      "\n" +
          kLast);
}

TEST(StabilityText, WhatIsUnknownHasItsReason) {
  Report report = made_by_hand();
  report.axes[0].findings.clear();
  report.axes[0].undecided = {{"a.weight", "it is open"}};
  EXPECT_EQ(to_text(report, Detail::kShort, Color::kNever),
            "gpt.cdp under sp, along width: stable as far as is known\n"
            "  unknown  a.weight: it is open\n");
}

TEST(StabilityText, OfARunItIsTheStatisticsThatStay) {
  const std::string text =
      to_text(report_of(gpt_spec("complete_d_p", "complete_d_p()"), {"batch"}), Detail::kFindings, Color::kNever);
  EXPECT_THAT(text, HasSubstr("along batch: stable\n  the noise of a run, the memory of Adam's averages"));
}

TEST(StabilityText, TablesOfExponentsWhereAsked) {
  const std::string text = to_text(made_by_hand(), Detail::kAll, Color::kNever);
  EXPECT_THAT(text, HasSubstr("  activation  at init  first steps  aligned  gradient  later\n"
                              "  a           ?        ?            ?        ?         ?\n"));
  EXPECT_THAT(text,
              HasSubstr("\n  a.weight  1        1         1     1            1       1         1      1    1      1\n"
                        "  b.gain    0        0         0     0            0       0         0      0    0      0\n"));
  const std::string deep = to_text(report_of(gpt_spec("mup", "mup()"), {"depth"}), Detail::kAll, Color::kNever);
  EXPECT_THAT(deep, HasSubstr("L^0.5"));
}

TEST(StabilityText, PaintsOnlyWhereAsked) {
  EXPECT_EQ(to_text(made_by_hand(), Detail::kAll, Color::kNever).find('\x1b'), std::string::npos);
  EXPECT_NE(to_text(made_by_hand(), Detail::kShort, Color::kAlways).find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace cdp::stability
