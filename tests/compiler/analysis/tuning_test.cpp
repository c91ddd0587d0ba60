// Lines of `tune` and the indices in them.
#include "compiler/analysis/tuning.h"

#include <gmock/gmock.h>

#include "compiler/diag/catalog/examples.h"
#include "tests/compiler/analysis/facts_support.h"
#include "tests/compiler/analysis/file_support.h"

namespace cdp::analysis {
namespace {

using ::testing::ElementsAre;

TEST(Tuning, LinesKnowWhetherTheyDifferFromLayerToLayer) {
  const Loaded file(
      "tune embed { lr *= 2; init_std = 1 }\ntune blocks[i] { lr *= 1 + i }\ntune blocks { eps *= along(1, 2) }\n");
  std::vector<bool> per_layer;
  for (const TuneLine& line : file.facts().tune_lines) per_layer.push_back(line.per_layer);
  EXPECT_THAT(per_layer, ElementsAre(false, false, true, true));
}

TEST(Tuning, WhatIsSetAgainDoesNotAct) {
  const std::string text = CDP_SPEC
      "tune embed { lr *= 2 }\ntune embed { lr = 1 }\ntune blocks[i] { lr *= along(1, 2) }\ntarget big { depth = 8 }\n";
  const Compiled compiled(text);
  const ActingLines& acting = compiled.facts.acting;
  const auto lines = tune_lines(compiled.facts.constants.program());
  EXPECT_FALSE(acting.contains(lines[0].adjustment.span.begin));
  EXPECT_EQ(acting.at(lines[1].adjustment.span.begin).least, 1);
  EXPECT_EQ(acting.at(lines[2].adjustment.span.begin).least, 1);
  EXPECT_EQ(acting.at(lines[2].adjustment.span.begin).most, 2);
  EXPECT_TRUE(sees_all_targets(compiled.facts));
}

TEST(Tuning, SelectorsAreMatchedAsTuningMatchesThem) {
  const Compiled compiled(CDP_SPEC "tune blocks[0], embed { lr *= 2 }\ntarget big { depth = 8 }\n");
  const syntax::Selector& selector = compiled.facts.spec.tunes.front()->selector;
  std::size_t selected = 0;
  std::size_t of_all_layers = 0;
  for (const TunedPart& part : compiled.facts.parts) {
    if (!value_of(part.first, sema::Hp::init_std)) continue;
    selected += matches(selector, part).empty() ? 0 : 1;
    of_all_layers += whole(matches(selector, part)) ? 1 : 0;
    EXPECT_NE(part.path, "norm.gain");
  }
  EXPECT_EQ(selected, 8);
  EXPECT_EQ(of_all_layers, 1);
  EXPECT_EQ(matches(selector.alternatives[1], compiled.facts.parts.front()).size(), 1);
}

TEST(Tuning, LinesReachWhatHasTheirHyperparameter) {
  const Compiled compiled(CDP_SPEC "tune blocks[0], embed, norm { init_std = 1 }\ntarget big { depth = 8 }\n");
  const auto& parts = compiled.facts.parts;
  const auto reach = reaches(tune_lines(compiled.facts.constants.program()), parts);
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

TEST(Tuning, IndicesKnowTheirStack) {
  const Compiled compiled(CDP_SPEC "tune blocks[1..2].mlp, blocks[i], embed { lr *= 2 }\ntarget big { depth = 8 }\n");
  const auto& indices = compiled.facts.indices;
  ASSERT_EQ(indices.size(), 1);
  EXPECT_EQ(indices[0].stack.path, "blocks");
  EXPECT_EQ(layers_at(indices[0].stack, compiled.big()), 8);
}

TEST(Tuning, ARangeMissesALayerByOne) {
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
}  // namespace cdp::analysis
