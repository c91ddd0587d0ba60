// What comments suppress, and what is said about those that are not written as they must be.
#include "compiler/lint/suppressions.h"

#include <gmock/gmock.h>

#include "compiler/lint/table.h"
#include "tests/compiler/lint/lint_support.h"

namespace cdp::lint {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<Suppression> read(const File& file) {
  return suppressions(file.sources, file.text().file().ast, file.comments);
}

/// The texts that the only suppression of a file covers.
std::vector<std::string> covered_by(const std::string& text) {
  const File file(text);
  const auto all = read(file);
  EXPECT_EQ(all.size(), 1U);
  std::vector<std::string> covered;
  for (const Span span : all.front().covers) covered.push_back(text.substr(span.begin, span.end - span.begin));
  return covered;
}

/// The place, and what the rule of that kind names.
std::string fault_of(const std::string& comment, Suppression::Fault::Kind kind) {
  const File file("let a = 1\n" + comment + "\n");
  const auto all = read(file);
  if (all.empty()) return "no instruction";
  if (!all.front().fault) return "none";
  const Suppression::Fault& fault = *all.front().fault;
  EXPECT_EQ(fault.kind, kind) << comment;
  std::string text(file.sources.text(fault.span));
  for (const std::string& found : fault.found) text += " | " + found;
  return text;
}

using Kind = Suppression::Fault::Kind;

constexpr const char* kMark = "// cdp: ignore[W4601] why";

TEST(Suppressions, AreReadWithCodesNamesAndReason) {
  const File file("let a = 1  // cdp: ignore[W4601,  target-equals-reference]  it is  so \n");
  const auto all = read(file);
  ASSERT_EQ(all.size(), 1U);
  const Suppression& one = all.front();
  EXPECT_FALSE(one.fault);
  EXPECT_FALSE(one.alone);
  EXPECT_EQ(one.reason, "it is  so");
  ASSERT_EQ(one.codes.size(), 2U);
  EXPECT_EQ(one.codes[0].row, &find_rule("unused-let")->row);
  EXPECT_EQ(file.sources.text(one.codes[1].span), "target-equals-reference");
  EXPECT_EQ(file.sources.text(one.list), "[W4601,  target-equals-reference]");
}

TEST(Suppressions, AtTheEndOfALineCoverIt) {
  EXPECT_THAT(covered_by(std::string("let a = 1\nlet b = 2  ") + kMark + "\nlet c = 3\n"), ElementsAre("let b = 2  "));
}

TEST(Suppressions, BehindABraceCoverTheBlockToo) {
  EXPECT_THAT(covered_by(std::string("base {\n  lr = 1\n}  ") + kMark + "\n"),
              ElementsAre("}  ", "base {\n  lr = 1\n}"));
}

TEST(Suppressions, AloneOnALineCoverWhatFollows) {
  EXPECT_THAT(covered_by(std::string(kMark) + "\nbase {\n  lr = 1\n}\nlet c = 3\n"),
              ElementsAre("base {\n  lr = 1\n}"));
  EXPECT_THAT(covered_by(std::string("base {\n  ") + kMark + "\n  lr = 1\n  eps = 2\n}\n"), ElementsAre("lr = 1"));
  EXPECT_THAT(covered_by(std::string("module M() {\n  ") + kMark + "\n  // more\n\n  let k = 1\n}\n"),
              ElementsAre("let k = 1"));
}

TEST(Suppressions, WithNothingBelowCoverNothing) {
  EXPECT_THAT(covered_by(std::string("base {\n  lr = 1\n  ") + kMark + "\n}\nlet a = 1\n"), IsEmpty());
  EXPECT_THAT(covered_by(std::string("let a = 1\n") + kMark), IsEmpty());
}

TEST(Suppressions, OfTheFileStandBeforeTheFirstStatement) {
  const std::string text = "// a spec\n// cdp: ignore-file[W4601] why\nlet a = 1\n";
  EXPECT_THAT(covered_by(text), ElementsAre(text));
  EXPECT_EQ(fault_of("// cdp: ignore-file[W4601] why", Kind::kTooLate), "ignore-file");
}

TEST(Suppressions, FaultsSayWhatIsWrong) {
  EXPECT_EQ(fault_of("// cdp is fine", {}), "no instruction");
  EXPECT_EQ(fault_of("// cdp:ignore[W4601]", {}), "none");
  EXPECT_EQ(fault_of("// cdp: ingore[W4601]", Kind::kUnknownInstruction), "ingore | ingore");
  EXPECT_EQ(fault_of("// cdp:", Kind::kUnknownInstruction), "cdp: | ");
  EXPECT_EQ(fault_of("// cdp: ignore W4601", Kind::kIncomplete), "W4601 | a `[`");
  EXPECT_EQ(fault_of("// cdp: ignore[W4601", Kind::kIncomplete), "[W4601 | the `]`");
  EXPECT_EQ(fault_of("// cdp: ignore[]", Kind::kIncomplete), "[] | a code");
  EXPECT_EQ(fault_of("// cdp: ignore[unused-lte]", Kind::kUnknownCode),
            "unused-lte | unused-lte | ; did you mean `unused-let`?");
  EXPECT_EQ(fault_of("// cdp: ignore[%%%]", Kind::kUnknownCode), "%%% | %%% | ; `cdp rules` lists them");
  EXPECT_EQ(fault_of("/// cdp: ignore[W4601]", Kind::kDocumentation), "cdp: ignore[W4601]");
}

TEST(Suppressions, CoverFindingsThatBeginThere) {
  const std::string text = std::string("let a = 1  ") + kMark + "\nlet b = 2\n";
  const File file(text);
  auto all = read(file);
  const auto finding = [](const char* code, std::uint32_t begin) {
    diag::Diagnostic made;
    made.row = find_row(code);
    made.span = {0, begin, begin + 1};
    return made;
  };
  EXPECT_EQ(suppress(all, finding("W4112", 4)), nullptr);
  EXPECT_EQ(suppress(all, finding("W4601", static_cast<std::uint32_t>(text.find("let b")))), nullptr);
  EXPECT_FALSE(all.front().codes.front().used);
  EXPECT_EQ(suppress(all, finding("W4601", 4)), &all.front());
  EXPECT_TRUE(all.front().codes.front().used);
}

TEST(Suppressions, NeverCoverErrors) {
  const File file("let a = 1  // cdp: ignore[E0201] why\n");
  auto all = read(file);
  diag::Diagnostic error;
  error.row = find_row("E0201");
  error.span = {0, 4, 5};
  EXPECT_EQ(suppress(all, error), nullptr);
}

}  // namespace
}  // namespace cdp::lint
