// Paths for other programs, and fingerprints that survive when lines move.
#include "compiler/findings/paths.h"

#include <gtest/gtest.h>

#include "tests/compiler/findings/findings_support.h"

namespace cdp::findings {
namespace {

TEST(Paths, AreRelativeBelowTheFolder) {
  EXPECT_EQ(relative_path("./a/../gpt.cdp", "/w"), "gpt.cdp");
  EXPECT_EQ(relative_path("/w/sub/gpt.cdp", "/w"), "sub/gpt.cdp");
  EXPECT_EQ(relative_path("../w/gpt.cdp", "/w"), "gpt.cdp");
  EXPECT_EQ(relative_path("../gpt.cdp", "/w"), "../gpt.cdp");
  EXPECT_EQ(relative_path("/elsewhere/gpt.cdp", "/w"), "/elsewhere/gpt.cdp");
  EXPECT_EQ(relative_path("<stdin>", "/w"), "<stdin>");
}

TEST(Paths, UrisHaveOnlyPlainBytes) {
  EXPECT_EQ(uri_path("a/b_c-d.~1"), "a/b_c-d.~1");
  EXPECT_EQ(uri_path("100% ü:?#"), "100%25%20%C3%BC%3A%3F%23");
}

TEST(Paths, LinesAreTheSameHoweverTheyAreAligned) {
  EXPECT_EQ(normalised("  lr\t  = 1 \r"), "lr = 1");
  EXPECT_EQ(normalised(" \t"), "");
}

TEST(Paths, FingerprintsSurviveMovesAndTellTwinsApart) {
  const auto at_line = [](std::uint32_t line, const char* text) {
    return finding("W4601", place("gpt.cdp", line, 5, 1), "`a` is never used", text);
  };
  Report report;
  report.folder = "/w";
  report.findings = {at_line(1, "let a = 1"), at_line(2, "let a = 1"), at_line(3, "let b = 1")};
  const auto before = fingerprints(report);
  EXPECT_NE(before[0], before[1]);
  EXPECT_NE(before[0], before[2]);
  report.findings = {at_line(11, "let a   = 1"), at_line(22, "let a = 1"), at_line(33, "  let b = 1")};
  report.folder = "/elsewhere";
  EXPECT_EQ(fingerprints(report), before);
}

}  // namespace
}  // namespace cdp::findings
