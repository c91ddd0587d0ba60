// What a baseline accepts, what it forgets, and what is no baseline.
#include "compiler/findings/baseline.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "tests/compiler/findings/findings_support.h"
#include "tests/support/temp_folder.h"

namespace cdp::findings {
namespace {

using ::testing::HasSubstr;

const std::string kFolder = std::filesystem::current_path().string();

lint::Finding unused(const std::string& path, std::uint32_t line, const std::string& text) {
  return finding("W4601", place(path, line, 5, 1), "`a` is never used", text);
}

Report of(std::vector<lint::Finding> findings) {
  Report report;
  report.findings = std::move(findings);
  return report;
}

bool everything(const std::string&, std::string_view) {
  return true;
}

std::size_t accepted(const Report& report) {
  return static_cast<std::size_t>(
      std::count_if(report.findings.begin(), report.findings.end(),
                    [](const lint::Finding& one) { return one.state == lint::FindingState::kAccepted; }));
}

const Report kTwo = of({unused("sub/b.cdp", 7, "let a  = 1"), unused("a.cdp", 1, "let a = 1")});

TEST(Baseline, IsSortedAndReadsBack) {
  const std::string text = Baseline(kFolder).updated(kTwo, everything).text();
  EXPECT_EQ(text, R"({
  "format": "cdp-lint-baseline",
  "version": 1,
  "findings": [
    {
      "path": "a.cdp",
      "code": "W4601",
      "line": "let a = 1",
      "count": 1
    },
    {
      "path": "sub/b.cdp",
      "code": "W4601",
      "line": "let a = 1",
      "count": 1
    }
  ]
}
)");
  const auto again = Baseline::read("b.json", text, kFolder);
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(again->text(), text);
  EXPECT_EQ(again->size(), 2U);
}

TEST(Baseline, AcceptsAsManyAsItHas) {
  const Baseline baseline = Baseline(kFolder).updated(kTwo, everything);
  Report moved =
      of({unused("a.cdp", 5, "let a = 1"), unused("./a.cdp", 6, "let  a = 1"), unused("a.cdp", 9, "let b = 1")});
  baseline.accept(moved);
  EXPECT_EQ(moved.findings[0].state, lint::FindingState::kAccepted);
  EXPECT_EQ(accepted(moved), 1U);
  EXPECT_EQ(baseline.gone(moved, everything), 1U) << "of sub/b.cdp";
  EXPECT_EQ(baseline.gone(moved, [](const std::string& path, std::string_view) { return path == "a.cdp"; }), 0U);
}

TEST(Baseline, NeverAcceptsErrors) {
  Report report = of({finding("E0201", place("a.cdp", 1, 1, 1), "unknown name", "x")});
  const Baseline baseline = Baseline(kFolder).updated(report, everything);
  EXPECT_EQ(baseline.size(), 0U);
  baseline.accept(report);
  EXPECT_TRUE(report.findings.front().is_open());
}

TEST(Baseline, KeepsWhatWasNotLookedAt) {
  const Baseline before = Baseline(kFolder).updated(kTwo, everything);
  const Report less = of({unused("a.cdp", 1, "let c = 1")});
  const auto only_a = [](const std::string& path, std::string_view) { return path == "a.cdp"; };
  const std::string text = before.updated(less, only_a).text();
  EXPECT_THAT(text, HasSubstr("let c = 1"));
  EXPECT_THAT(text, HasSubstr("sub/b.cdp"));
  EXPECT_EQ(before.updated(less, everything).size(), 1U);
}

TEST(Baseline, ReportsAreHeldAgainstFiles) {
  const test::TempFolder folder;
  const std::string path = folder.file("baseline.json");
  const auto looked = [](const std::string& file, std::string_view) { return file.ends_with("/a.cdp"); };
  Report none;
  EXPECT_FALSE(hold_against(path, Upkeep::kRead, looked, none)) << "there is none yet";
  Report two = of({unused("sub/b.cdp", 7, "let a  = 1"), unused("a.cdp", 1, "let a = 1")});
  const auto updated = hold_against(path, Upkeep::kUpdate, looked, two);
  ASSERT_TRUE(updated) << updated.error().text();
  EXPECT_EQ(updated->accepted, 2U);
  EXPECT_EQ(updated->gone, 0U);
  EXPECT_EQ(accepted(two), 2U);
  const auto held = hold_against(path, Upkeep::kRead, looked, none);
  ASSERT_TRUE(held);
  EXPECT_EQ(held->gone, 1U) << "that of a.cdp, which alone was looked at";
}

TEST(Baseline, OthersAreRefused) {
  const auto refused = [](const char* text) {
    const auto read = Baseline::read("b.json", text, kFolder);
    return read ? "accepted" : read.error().text();
  };
  EXPECT_THAT(refused("{"), HasSubstr("b.json: is no baseline of `cdp lint`; "));
  EXPECT_THAT(refused("[]"), HasSubstr("is no baseline"));
  EXPECT_THAT(refused(R"({"format": "cdp-lint-baseline", "version": 2})"), HasSubstr("of another version"));
  EXPECT_THAT(refused(R"({"format": "cdp-lint-baseline", "version": 1})"), HasSubstr("has no list of findings"));
  EXPECT_THAT(refused(R"({"format": "cdp-lint-baseline", "version": 1, "findings": [{"path": 3}]})"),
              HasSubstr("entry 1 is not made of path, code, line and count"));
}

TEST(Baseline, IsNotReadWithoutEnd) {
  const auto read = Baseline::read("b.json", std::string((16U << 20U) + 1, ' '), "");
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("larger than 16 MiB"), std::string::npos) << read.error().message;
}

}  // namespace
}  // namespace cdp::findings
