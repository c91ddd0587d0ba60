// Lines of `tune`, the indices in them and how they are taken out; the rules' own tests are in tests/golden/lint.
#include "compiler/lint/facts_tuning.h"

#include <gmock/gmock.h>

#include "compiler/diag/catalog/examples.h"
#include "compiler/lint/run.h"
#include "compiler/lint/table.h"
#include "tests/compiler/lint/checked_spec.h"
#include "tests/compiler/lint/lint_support.h"
#include "tests/support/cpu_time.h"

namespace cdp::lint {
namespace {

using ::testing::ElementsAre;

std::string without(std::string text, std::vector<std::size_t> gone) {
  const File file(text);
  const auto lines = tune_lines(file.text());
  std::vector<TuneLine> all;
  for (const std::size_t line : gone) all.push_back(lines[line]);
  const Span span = removals_of(file.text(), all).front();
  return text.erase(span.begin, span.end - span.begin);
}

TEST(FactsTuning, LinesKnowWhetherTheyDifferFromLayerToLayer) {
  const File file(
      "tune embed { lr *= 2; init_std = 1 }\ntune blocks[i] { lr *= 1 + i }\ntune blocks { eps *= along(1, 2) }\n");
  std::vector<bool> per_layer;
  for (const TuneLine& line : tune_lines(file.text())) per_layer.push_back(line.per_layer);
  EXPECT_THAT(per_layer, ElementsAre(false, false, true, true));
}

TEST(FactsTuning, ALineIsTakenOutWithItsSeparator) {
  EXPECT_EQ(without("tune a { lr *= 2; eps = 1 }\n", {0}), "tune a { eps = 1 }\n");
  EXPECT_EQ(without("tune a { lr *= 2; eps = 1 }\n", {1}), "tune a { lr *= 2 }\n");
  EXPECT_EQ(without("tune a {\n  lr *= 2  // why\n  eps = 1\n}\n", {1}), "tune a {\n  lr *= 2  // why\n\n}\n");
}

TEST(FactsTuning, AStatementGoesWithItsLastLine) {
  EXPECT_EQ(without("tune a { lr *= 2 }\n", {0}), "\n");
  EXPECT_EQ(without("tune a { lr *= 2; eps = 1 }\n", {0, 1}), "\n");
}

TEST(FactsTuning, RulesGoThroughManyLinesOnce) {
  std::string text = CDP_SPEC;
  for (int i = 0; i < 50'000; ++i) text += "tune embed { lr *= 1.0001 }\n";
  for (int i = 0; i < 50'000; ++i) text += "tune embed, norm { lr = 1 }\n";
  text += "tune blocks[0]";
  for (int i = 1; i < 10'000; ++i) text += ", blocks[" + std::to_string(i) + "]";
  const Compiled compiled(text + " { lr *= 2 }\ntarget big { depth = 10_000 }\n");
  const CheckedSpec checked = compiled.checked();
  for (const char* name : {"covered-selector", "repeated-selector", "tune-is-base", "tune-order", "tune-overridden",
                           "tune-without-effect", "unused-index"}) {
    const Rule* const rules[] = {find_rule(name)};
    ASSERT_NE(rules[0], nullptr) << name;
    diag::DiagnosticSink sink;
    EXPECT_LT(test::cpu_seconds([&] { run(rules, compiled.written, &checked, sink); }), 4) << name;
  }
}

TEST(FactsTuning, WhatIsSetAgainDoesNotAct) {
  const std::string text = CDP_SPEC
      "tune embed { lr *= 2 }\ntune embed { lr = 1 }\ntune blocks[i] { lr *= along(1, 2) }\ntarget big { depth = 8 }\n";
  const Compiled compiled(text);
  const auto acting = acting_lines(compiled.checked());
  const auto lines = tune_lines(compiled.written);
  EXPECT_FALSE(acting.contains(lines[0].adjustment.span.begin));
  EXPECT_EQ(acting.at(lines[1].adjustment.span.begin).least, 1);
  EXPECT_EQ(acting.at(lines[2].adjustment.span.begin).least, 1);
  EXPECT_EQ(acting.at(lines[2].adjustment.span.begin).most, 2);
  EXPECT_TRUE(sees_all_targets(compiled.checked()));
}

TEST(FactsTuning, SelectorsAreMatchedAsTuningMatchesThem) {
  const Compiled compiled(CDP_SPEC "tune blocks[0], embed { lr *= 2 }\ntarget big { depth = 8 }\n");
  const CheckedSpec checked = compiled.checked();
  const syntax::Selector& selector = checked.spec.tunes.front()->selector;
  std::size_t selected = 0;
  std::size_t of_all_layers = 0;
  for (const Part& part : parts_with(checked, sema::Hp::init_std)) {
    selected += matches(selector, part).empty() ? 0 : 1;
    of_all_layers += whole(matches(selector, part)) ? 1 : 0;
    EXPECT_NE(part.path, "norm.gain");
  }
  EXPECT_EQ(selected, 8);
  EXPECT_EQ(of_all_layers, 1);
  EXPECT_EQ(matches(selector.alternatives[1], parts_of(checked).front()).size(), 1);
}

TEST(FactsTuning, LinesReachWhatHasTheirHyperparameter) {
  const Compiled compiled(CDP_SPEC "tune blocks[0], embed, norm { init_std = 1 }\ntarget big { depth = 8 }\n");
  const auto parts = parts_of(compiled.checked());
  const auto reach = reaches(tune_lines(compiled.written), parts);
  ASSERT_EQ(reach.size(), 1);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].path == "embed.weight") {
      EXPECT_EQ(reach[0][i], Reach::kAll);
    } else if (parts[i].path == "blocks.*.attn.q.weight") {
      EXPECT_EQ(reach[0][i], Reach::kSome);
    } else if (parts[i].path == "norm.gain") {
      EXPECT_EQ(reach[0][i], Reach::kNone);
    }
  }
}

TEST(FactsTuning, IndicesKnowTheirStack) {
  const Compiled compiled(CDP_SPEC "tune blocks[1..2].mlp, blocks[i], embed { lr *= 2 }\ntarget big { depth = 8 }\n");
  const auto indices = indices_of(compiled.checked());
  ASSERT_EQ(indices.size(), 1);
  EXPECT_EQ(indices[0].stack.path, "blocks");
  EXPECT_EQ(layers_at(indices[0].stack, compiled.big()), 8);
}

TEST(FactsTuning, ARangeMissesALayerByOne) {
  const auto missed = [](std::int64_t first, std::int64_t last) {
    return missed_by_one({syntax::Index::Kind::kRange, first, last, {}, {}}, 4);
  };
  EXPECT_EQ(missed(0, 2), Missed::kLast);
  EXPECT_EQ(missed(1, 3), Missed::kFirst);
  EXPECT_EQ(missed(0, 3), Missed::kNothing);
  EXPECT_EQ(missed(0, -2), Missed::kNothing);
  EXPECT_EQ(missed(1, -1), Missed::kNothing);
}

}  // namespace
}  // namespace cdp::lint
