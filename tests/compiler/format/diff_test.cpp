// Unified diffs, read by eye and by patch.
#include "compiler/format/diff.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace cdp::format {
namespace {

std::string diff(std::string_view before, std::string_view after) {
  return unified_diff(before, after, "a", "b");
}

TEST(Diff, EqualTextsHaveNone) {
  EXPECT_EQ(diff("a\nb\n", "a\nb\n"), "");
}

TEST(Diff, OneChangeWithContext) {
  EXPECT_EQ(diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nx\n6\n7\n8\n9\n"),
            "--- a\n+++ b\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n");
}

TEST(Diff, FarChangesAreApartAndNearOnesTogether) {
  std::string before, after;
  for (int i = 0; i < 30; ++i) {
    before += std::to_string(i) + "\n";
    after += i == 5 || i == 11 || i == 25 ? "x\n" : std::to_string(i) + "\n";
  }
  const std::string text = diff(before, after);
  EXPECT_NE(text.find("@@ -3,13 +3,13 @@\n"), std::string::npos) << text;
  EXPECT_NE(text.find("@@ -23,7 +23,7 @@\n"), std::string::npos) << text;
}

TEST(Diff, AMissingLineFeedIsSaid) {
  EXPECT_EQ(diff("a", "a\n"), "--- a\n+++ b\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
}

TEST(Diff, FromNothingAndToNothing) {
  EXPECT_EQ(diff("", "a\n"), "--- a\n+++ b\n@@ -0,0 +1 @@\n+a\n");
  EXPECT_EQ(diff("a\n", ""), "--- a\n+++ b\n@@ -1 +0,0 @@\n-a\n");
}

TEST(Diff, PatchMakesTheOtherText) {
  std::mt19937 random(7);
  const test::TempFolder folder;
  for (int round = 0; round < 20; ++round) {
    std::string before, after;
    for (int i = 0; i < 60; ++i) {
      const std::string line = std::to_string(random() % 8) + "\n";
      if (random() % 5 != 0) before += line;
      if (random() % 5 != 0) after += line;
    }
    folder.write("text", before);
    folder.write("change", unified_diff(before, after, "text", "text"));
    if (before == after) continue;
    test::ProcessOptions options;
    options.folder = folder.path().string();
    const auto result = test::run({"patch", "--quiet", "text", "change"}, options);
    EXPECT_EQ(result.exit_code, 0) << result.text();
    EXPECT_EQ(folder.read("text"), after);
  }
}

TEST(Diff, TextsThatShareNothingAreOneChange) {
  std::string before, after;
  for (int i = 0; i < 3000; ++i) {
    before += "a" + std::to_string(i) + "\n";
    after += "b" + std::to_string(i) + "\n";
  }
  EXPECT_EQ(diff(before, after).find("--- a\n+++ b\n@@ -1,3000 +1,3000 @@\n-a0\n-a1\n"), 0U);
}

}  // namespace
}  // namespace cdp::format
