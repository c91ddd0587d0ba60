// What an import brings, what is read, and what goes when one of several goes.
#include "compiler/lint/facts_reading.h"

#include <gmock/gmock.h>

#include "tests/compiler/lint/lint_support.h"

namespace cdp::lint {
namespace {

using ::testing::ElementsAre;

template <class Node>
const Node& only(const File& file) {
  for (const auto& statement : file.program.root().ast.statements)
    if (const auto* node = std::get_if<Node>(&statement.node)) return *node;
  CHECK(false);
}

/// What is left of `target t { ... }` without its n-th setting; "?" where it may not go.
std::string without(const std::string& settings, std::size_t n) {
  const File file("target t {" + settings + "}");
  std::vector<Span> spans;
  for (const auto& setting : only<syntax::Target>(file).settings) spans.push_back(setting.span);
  const auto removal = removal_of(file.text(), spans, n);
  if (!removal) return "?";
  const std::string& text = file.sources.file(0).text;
  return text.substr(0, removal->begin) + text.substr(removal->end);
}

TEST(FactsReading, ARemovalTakesOneSeparatorAlong) {
  EXPECT_EQ(without("a = 1; b = 2; c = 3", 0), "target t {b = 2; c = 3}");
  EXPECT_EQ(without("a = 1; b = 2; c = 3", 1), "target t {a = 1; c = 3}");
  EXPECT_EQ(without("a = 1; b = 2; c = 3", 2), "target t {a = 1; b = 2}");
  EXPECT_EQ(without("a = 1", 0), "target t {}");
}

TEST(FactsReading, ALineOfItsOwnIsLeftEmpty) {
  EXPECT_EQ(without("\n  a = 1\n  b = 2  // two\n", 0), "target t {\n  \n  b = 2  // two\n}");
  EXPECT_EQ(without("\n  a = 1  // one\n  b = 2\n", 1), "target t {\n  a = 1  // one\n  \n}");
}

TEST(FactsReading, ACommentBetweenIsNotTaken) {
  EXPECT_EQ(without("a = 1; // of b\n b = 2", 0), "?");
}

TEST(FactsReading, DeclarationsThatNothingReads) {
  const File file("let a = 1\nlet b = a\naxis x\nassert x > 0\nrules r() {}\nmodule M(n) { forward(x) = x }\n");
  std::vector<std::string_view> unread;
  for (const auto* statement : unread_statements(file.text())) unread.push_back(file.sources.text(statement->keyword));
  EXPECT_THAT(unread, ElementsAre("let", "rules", "module"));
}

TEST(FactsReading, KeysAndRatiosMakeAnAxisUsed) {
  const File file(
      "reference { width = 1; experts = 2 }\ntarget t { noise = 1 }\nrules r() { @all { lr *= m_heads } }\n");
  EXPECT_THAT(axis_keys(file.text()), ElementsAre("experts", "noise", "width"));
  EXPECT_THAT(axes_of_ratios(file.text()), ElementsAre("heads"));
}

TEST(FactsReading, ConstantsReadNoAxisThroughOthers) {
  const File file("let a = 2\nlet b = a * 3\nlet c = a * width\nassert b > 1\nassert c > 1\n");
  std::vector<bool> constant;
  for (const auto& statement : file.program.root().ast.statements)
    if (const auto* held = std::get_if<syntax::Assert>(&statement.node))
      constant.push_back(is_constant(file.program, 0, *held->condition));
  EXPECT_THAT(constant, ElementsAre(true, false));
}

TEST(FactsReading, AConstantIsLookedAtOnceHoweverOftenItIsRead) {
  std::string text;
  for (int i = 0; i < 200; ++i) text += fmt::format("let a{0} = if a{1} > 0 then a{1} else a{1}\n", i, i + 1);
  for (const auto& [end, constant] : {std::pair("1", true), std::pair("width", false)}) {
    const File file(text + "let a200 = " + end + "\nassert a0 > 1\n");
    const auto& held = std::get<syntax::Assert>(file.program.root().ast.statements.back().node);
    EXPECT_EQ(is_constant(file.program, 0, *held.condition), constant);
  }
}

TEST(FactsReading, DigitsEndBeforeTheUnit) {
  const File file("let a = 1000000 tok\n");
  const File attached("let a = 10M\n");
  EXPECT_EQ(file.sources.text(digits_span(file.text(), *only<syntax::Let>(file).value)), "1000000");
  EXPECT_EQ(attached.sources.text(digits_span(attached.text(), *only<syntax::Let>(attached).value)), "10");
}

TEST(FactsReading, ALetInsideBeginsAtItsWord) {
  const File file("module M(n) {\n  let twice = 2 * n\n  forward(x) = x\n}\n");
  const auto& let = std::get<syntax::Let>(only<syntax::Module>(file).items[0].node);
  EXPECT_EQ(file.sources.text(let_span(file.text(), let)), "let twice = 2 * n");
}

}  // namespace
}  // namespace cdp::lint
