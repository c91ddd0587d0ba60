// The forms for people, and what counts.
#include "compiler/findings/report.h"

#include <gtest/gtest.h>

#include "tests/compiler/findings/findings_support.h"

namespace cdp::findings {
namespace {

TEST(Report, TextIsWhatTheTerminalShowsAndASummary) {
  EXPECT_EQ(text(sample()),
            "E0201 as the terminal shows it\n\nW4601 as the terminal shows it\n\nW4112 as the terminal shows it\n\n"
            "W4903 as the terminal shows it\n\n"
            "1 error, 2 warnings, 1 info in 3 files (1 suppressed, 1 accepted by the baseline); 1 fixable with --fix, "
            "1 more with --unsafe-fixes\n");
}

TEST(Report, SaysWhenThereIsNothing) {
  Report report;
  report.files = {"a.cdp", "b.cdp"};
  EXPECT_EQ(summary(report), "2 files: no findings");
  report.findings = {sample().findings[3]};
  EXPECT_EQ(summary(report), "2 files: no findings (1 accepted by the baseline)");
}

TEST(Report, ConciseIsALineEach) {
  const std::string lines = concise(sample());
  EXPECT_EQ(lines.substr(0, lines.find('\n')),
            "gpt.cdp:5:13: error: unknown name `widht`; did you mean `width`? [E0201]");
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 5) << lines;
}

TEST(Report, StatisticsAreByCodeMostFrequentFirst) {
  Report report = sample();
  report.findings.push_back(report.findings[1]);
  const std::string lines = statistics(report);
  EXPECT_EQ(lines.substr(0, lines.find('\n', lines.find("E0201"))),
            "    2  W4601  unused-let  (2 fixable)\n    1  E0201  (1 fixable)");
}

TEST(Report, FailsAtTheLevelAskedAndAbove) {
  const Report report = sample();
  const lint::Finding& error = report.findings[0];
  const lint::Finding& suppressed = report.findings[2];
  const lint::Finding& info = report.findings[4];
  EXPECT_TRUE(fails(error, diag::Severity::kError));
  EXPECT_FALSE(fails(info, diag::Severity::kWarning));
  EXPECT_TRUE(fails(info, diag::Severity::kInfo));
  EXPECT_FALSE(fails(suppressed, diag::Severity::kInfo));
}

TEST(Report, FormatsHaveNamesOfTheirOwn) {
  for (const Format& format : formats()) EXPECT_FALSE(format.write(sample()).empty()) << format.word;
  EXPECT_EQ(formats().front().word, "text");
  EXPECT_TRUE(formats().front().is_text());
  EXPECT_FALSE(formats().back().is_text());
}

}  // namespace
}  // namespace cdp::findings
