// What goes when one of several goes, and where what is put in stands.
#include "compiler/lint/edits.h"

#include <gtest/gtest.h>

#include "compiler/diag/catalog/examples.h"
#include "tests/compiler/lint/checked_spec.h"
#include "tests/compiler/lint/lint_support.h"

namespace cdp::lint {
namespace {

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

std::string without_lines(std::string text, std::vector<std::size_t> gone) {
  const File file(text);
  const auto lines = file.facts().tune_lines;
  std::vector<TuneLine> all;
  for (const std::size_t line : gone) all.push_back(lines[line]);
  const Span span = removals_of(file.text(), all).front();
  return text.erase(span.begin, span.end - span.begin);
}

TEST(Edits, ARemovalTakesOneSeparatorAlong) {
  EXPECT_EQ(without("a = 1; b = 2; c = 3", 0), "target t {b = 2; c = 3}");
  EXPECT_EQ(without("a = 1; b = 2; c = 3", 1), "target t {a = 1; c = 3}");
  EXPECT_EQ(without("a = 1; b = 2; c = 3", 2), "target t {a = 1; b = 2}");
  EXPECT_EQ(without("a = 1", 0), "target t {}");
}

TEST(Edits, ALineOfItsOwnIsLeftEmpty) {
  EXPECT_EQ(without("\n  a = 1\n  b = 2  // two\n", 0), "target t {\n  \n  b = 2  // two\n}");
  EXPECT_EQ(without("\n  a = 1  // one\n  b = 2\n", 1), "target t {\n  a = 1  // one\n  \n}");
}

TEST(Edits, ACommentBetweenIsNotTaken) {
  EXPECT_EQ(without("a = 1; // of b\n b = 2", 0), "?");
}

TEST(Edits, DigitsEndBeforeTheUnit) {
  const File file("let a = 1000000 tok\n");
  const File attached("let a = 10M\n");
  EXPECT_EQ(file.sources.text(digits_span(file.text(), *only<syntax::Let>(file).value)), "1000000");
  EXPECT_EQ(attached.sources.text(digits_span(attached.text(), *only<syntax::Let>(attached).value)), "10");
}

TEST(Edits, ALetInsideBeginsAtItsWord) {
  const File file("module M(n) {\n  let twice = 2 * n\n  forward(x) = x\n}\n");
  const auto& let = std::get<syntax::Let>(only<syntax::Module>(file).items[0].node);
  EXPECT_EQ(file.sources.text(let_span(file.text(), let)), "let twice = 2 * n");
}

TEST(Edits, ALineIsTakenOutWithItsSeparator) {
  EXPECT_EQ(without_lines("tune a { lr *= 2; eps = 1 }\n", {0}), "tune a { eps = 1 }\n");
  EXPECT_EQ(without_lines("tune a { lr *= 2; eps = 1 }\n", {1}), "tune a { lr *= 2 }\n");
  EXPECT_EQ(without_lines("tune a {\n  lr *= 2  // why\n  eps = 1\n}\n", {1}), "tune a {\n  lr *= 2  // why\n\n}\n");
}

TEST(Edits, AStatementGoesWithItsLastLine) {
  EXPECT_EQ(without_lines("tune a { lr *= 2 }\n", {0}), "\n");
  EXPECT_EQ(without_lines("tune a { lr *= 2; eps = 1 }\n", {0, 1}), "\n");
}

std::string with_exemption(const std::string& text) {
  const Compiled compiled(text);
  diag::DiagnosticSink sink;
  auto report = sink.add(diag::kCatalog.front(), base_decay_span(compiled.checked()), "");
  offer_exemption(compiled.checked(), "@norm", report);
  const diag::Fix fix = *sink.sorted().front().fix;
  std::string mended = text;
  mended.replace(fix.span.begin, fix.span.end - fix.span.begin, fix.replacement);
  return mended.substr(mended.rfind("base {"));
}

TEST(Edits, TheExemptionStandsBelowAllTuning) {
  const std::string base = CDP_BASE;
  EXPECT_EQ(with_exemption(CDP_SPEC "target big { width = 1024 }\n"),
            base + "tune @norm { weight_decay = 0 }\ntarget big { width = 1024 }\n");
  EXPECT_EQ(with_exemption(CDP_SPEC "tune embed { lr *= 2 }  // why\ntarget big { width = 1024 }\n"),
            base + "tune embed { lr *= 2 }  // why\ntune @norm { weight_decay = 0 }\ntarget big { width = 1024 }\n");
  EXPECT_EQ(with_exemption(CDP_SPEC "tune embed { lr *= 2 } target big {\n  width = 1024\n}\n"),
            base + "tune embed { lr *= 2 }\ntune @norm { weight_decay = 0 } target big {\n  width = 1024\n}\n");
}

}  // namespace
}  // namespace cdp::lint
