// Changes and causes in words.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/diff/report.h"

namespace cdp::diff {
namespace {

using plan::Effect;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string ticked(std::string_view text) {
  return "`" + std::string(text) + "`";
}
std::string as_is(std::string_view text) {
  return std::string(text);
}

std::string told(const Cause& cause) {
  return cause_text(cause, {ticked, as_is});
}

Link link(const std::string& text, double factor, Effect effect = Effect::kMultiply) {
  return {text, "gpt.cdp:3:1", effect, factor, factor};
}

TEST(CauseText, OfLines) {
  EXPECT_EQ(told({{}, link("lr *= 1.3", 1.3), {}, {}}), "`lr *= 1.3` (x1.3) was added at gpt.cdp:3:1");
  EXPECT_EQ(told({link("beta1 ^= m_B", 0.5, Effect::kPower), {}, {}, {}}),
            "`beta1 ^= m_B` (^0.5) was removed from gpt.cdp:3:1");
  EXPECT_EQ(told({link("1 - beta1 *= m_B", 0.08, Effect::kComplement), {}, {}, {}}),
            "`1 - beta1 *= m_B` (1-v x 0.08) was removed from gpt.cdp:3:1");
  EXPECT_EQ(told({link("lr = 4e-3", 0.004, Effect::kSet), link("lr = 2e-3", 0.002, Effect::kSet), {}, {}}),
            "`lr = 2e-3` at gpt.cdp:3:1 instead of `lr = 4e-3` at gpt.cdp:3:1");
  EXPECT_EQ(told({{}, link("beta1 >= 0.5", 0.5, Effect::kClamp), {}, {}}), "`beta1 >= 0.5` was added at gpt.cdp:3:1");
}

TEST(CauseText, WhatALineDoesIsNotReadOffItsText) {
  for (const char* text : {"lr *= 2", "1 - beta1 *= 2", "beta1 ^= 2", "lr >= 2", "lr = 2"}) {
    const std::string at = "`" + std::string(text) + "`";
    EXPECT_EQ(told({{}, link(text, 2, Effect::kMultiply), {}, {}}), at + " (x2) was added at gpt.cdp:3:1");
    EXPECT_EQ(told({{}, link(text, 2, Effect::kPower), {}, {}}), at + " (^2) was added at gpt.cdp:3:1");
    EXPECT_EQ(told({{}, link(text, 2, Effect::kComplement), {}, {}}), at + " (1-v x 2) was added at gpt.cdp:3:1");
    EXPECT_EQ(told({{}, link(text, 2, Effect::kClamp), {}, {}}), at + " was added at gpt.cdp:3:1");
  }
}

TEST(CauseText, ARangeOfFactorsHasTheSignOnce) {
  Cause cause{{}, link("1 - beta1 *= m_in", 0.08, Effect::kComplement), {}, {}};
  cause.b->highest = 0.5;
  EXPECT_EQ(told(cause), "`1 - beta1 *= m_in` (1-v x 0.08 .. 0.5) was added at gpt.cdp:3:1");
}

TEST(CauseText, OfALineThatGivesSomethingElse) {
  Cause cause{link("lr *= m_in^-1", 0.25), link("lr *= m_in^-1", 0.125), {{"width", 512.0, 1024.0}}, {}};
  EXPECT_EQ(told(cause), "`lr *= m_in^-1` gives 0.125 instead of 0.25 (width 1024 instead of 512) at gpt.cdp:3:1");
  cause.b->highest = 0.2;
  cause.facts = {{"duration", 1e7, 1e9}, {"alpha", std::int64_t{1}, 0.5}};
  EXPECT_EQ(
      told(cause),
      "`lr *= m_in^-1` gives 0.125 .. 0.2 instead of 0.25 (duration 1B instead of 10M, alpha 0.5 instead of 1) at "
      "gpt.cdp:3:1");
}

TEST(CauseText, FactorsHaveAsManyDigitsAsTellThemApart) {
  EXPECT_EQ(told({link("lr *= power", 0.12345), link("lr *= power", 0.12346), {}, {}}),
            "`lr *= power` gives 0.12346 instead of 0.12345 at gpt.cdp:3:1");
}

TEST(CauseText, OfFactsAndOfNothing) {
  EXPECT_EQ(told({{}, {}, {{"the parameterization", std::string("mup"), std::string("sp")}}, {}}),
            "the parameterization is sp instead of mup");
  EXPECT_EQ(told({{}, {}, {}, "the plans have no reasons"}), "unknown: the plans have no reasons");
}

Difference changed(Category category, const std::string& path, std::vector<Change> changes) {
  return {category, ChangeKind::kChanged, What::kPath, path, std::move(changes), {}};
}

Difference changed(Category category, What what, std::vector<Change> changes) {
  return {category, ChangeKind::kChanged, what, std::string(word(what)), std::move(changes), {}};
}

Change change(Value a, Value b, std::vector<std::string> names = {}) {
  std::vector<std::string> shown = names;
  return {std::move(a), std::move(b), std::move(names), std::move(shown)};
}

std::string only(const Difference& difference) {
  const std::vector<Line> lines = lines_of(difference);
  EXPECT_THAT(lines, SizeIs(1));
  const Line& line = lines.front();
  return line.label + "|" + (line.names.empty() ? "" : line.names.front()) + "|" + line.a + "|" + line.b + "|" +
         line.effect;
}

TEST(Lines, ValuesOfThePlanItself) {
  EXPECT_EQ(only(changed(Category::training, "steps", {change(std::int64_t{1220}, std::int64_t{15258})})),
            "|steps|1220|15258|x12.51");
  EXPECT_EQ(only(changed(Category::training, What::kSeed, {change(std::int64_t{1}, std::int64_t{2})})), "|seed|1|2|");
  EXPECT_EQ(only(changed(Category::training, "grad_clip", {change(1.0, {})})), "|grad_clip|1|none|");
  EXPECT_EQ(only(changed(Category::scale, "duration.target", {change(1e7, 1e9)})), "|duration.target|10M|1B|x100");
  EXPECT_EQ(only(changed(Category::parameterization, "arguments.betas",
                         {change(std::string("linear"), std::string("power"))})),
            "|betas|linear|power|");
}

TEST(Lines, NumbersHaveAsManyDigitsAsTellThemApart) {
  EXPECT_EQ(only(changed(Category::lr, "lr", {change(0.0001697056274847714, 0.00016971, {"a"})})),
            "|a|0.000169706|0.00016971|+2.6e-05 of it");
  EXPECT_EQ(only(changed(Category::lr, "lr", {change(0.1, 0.1 + 1e-17 + 2e-17, {"a"})})),
            "|a|0.1|0.10000000000000003|+2.2e-16 of it");
}

TEST(Lines, DecaysByTheirDistanceFromOne) {
  EXPECT_EQ(only(changed(Category::beta1, "beta1", {change(0.9, 0.992, {"a"})})), "|a|0.9|0.992|1-v x 0.08");
}

TEST(Lines, EqualFactorsStandTogether) {
  const auto lines = lines_of(changed(Category::lr, "lr",
                                      {change(0.1, 0.2, {"blocks.0.w"}), change(0.3, 0.6, {"blocks.1.w"}),
                                       change(0.1, 0.3, {"head"}), change(0.0, 0.3, {"norm"})}));
  ASSERT_THAT(lines, SizeIs(3));
  EXPECT_THAT(lines[0].names, ElementsAre("blocks.0-1.w"));
  EXPECT_EQ(lines[0].a, "0.1 .. 0.3");
  EXPECT_EQ(lines[0].b, "0.2 .. 0.6");
  EXPECT_EQ(lines[0].effect, "x2");
  EXPECT_EQ(lines[0].count, 2U);
  EXPECT_EQ(lines[1].effect, "x3");
  EXPECT_EQ(lines[2].effect, "");
}

TEST(Lines, ManyFactorsAreARange) {
  Difference difference = changed(Category::lr, "lr", {});
  for (int layer = 0; layer < 9; ++layer)
    difference.changes.push_back(change(1.0, 2.0 + layer, {"blocks." + std::to_string(layer) + ".w"}));
  EXPECT_EQ(only(difference), "|blocks.0-8.w|1|2 .. 10|x2 .. 10");
}

TEST(Lines, PartsThatCameAndWereRenamed) {
  EXPECT_EQ(
      only({Category::tensors, ChangeKind::kAdded, What::kTensor, "tensor", {{{}, {}, {"h.0.w", "h.0.b"}, {"h"}}}, {}}),
      "|h|||added");
  EXPECT_EQ(only({Category::tensors,
                  ChangeKind::kRenamed,
                  What::kTensor,
                  "tensor",
                  {change(std::string("h.*.w"), std::string("h.*.weight"), {"h.0.weight"})},
                  {}}),
            "||h.*.w|h.*.weight|renamed");
}

TEST(Lines, LabelsSayWhatTheSectionDoesNot) {
  EXPECT_EQ(only(changed(Category::init, "init.std", {change(0.1, 0.2, {"a"})})), "std|a|0.1|0.2|x2");
  EXPECT_EQ(only(changed(Category::shape, What::kReferenceShape,
                         {change(std::vector<std::int64_t>{2, 3}, std::vector<std::int64_t>{2, 6}, {"a"})})),
            "at the reference|a|2 x 3|2 x 6|");
  EXPECT_EQ(only({Category::graph,
                  ChangeKind::kAdded,
                  What::kOperation,
                  "operation",
                  {change({}, std::string("gelu(linear)"), {"h.*"})},
                  {}}),
            "gelu(linear)|h.*|||added");
}

TEST(Counts, AreOfTensorsMultipliersOrOperations) {
  EXPECT_EQ(count_text(Category::lr, 12), "12 tensors");
  EXPECT_EQ(count_text(Category::multiplier, 2), "2 multipliers");
  EXPECT_EQ(count_text(Category::graph, 3), "3 operations");
  EXPECT_EQ(count_text(Category::lr, 1), "");
}

TEST(Verdict, CountsTheCategories) {
  Report report;
  EXPECT_EQ(verdict(report), "no difference");
  report.differences = {changed(Category::training, What::kSeed, {change(std::int64_t{1}, std::int64_t{2})}),
                        changed(Category::lr, "lr", {change(1.0, 2.0, {"a", "b"})})};
  EXPECT_EQ(verdict(report), "different: 1 in training, 2 in lr");
  report.chosen = {Category::init};
  EXPECT_EQ(verdict(report), "different: 1 in training, 2 in lr; not in init, so this is no failure");
}

TEST(Notes, TellWhatDoesNotCount) {
  Report report;
  report.differences = {
      changed(Category::target, "target", {change(std::string("big"), std::string("huge"))}),
      changed(Category::reasons, "lr", {change({}, {}, {"a", "b"})}),
      changed(Category::reasons, What::kPlaces, {change({}, {}, {"a"})}),
      changed(Category::spec, "sha256", {change(std::string(64, 'a'), std::string(64, 'b'))}),
  };
  EXPECT_EQ(verdict(report), "no difference");
  EXPECT_THAT(
      notes_of(report),
      ElementsAre("target big -> huge", "other reasons for an equal lr, of 2 tensors and multipliers",
                  "reasons on other lines, of 1 tensor or multiplier", "spec sha256 aaaaaaaaaaaa -> bbbbbbbbbbbb"));
  report.chosen = {Category::target, Category::reasons, Category::spec};
  EXPECT_THAT(notes_of(report), IsEmpty());
  EXPECT_EQ(verdict(report), "different: 1 in target, 3 in reasons, 1 in spec");
}

}  // namespace
}  // namespace cdp::diff
