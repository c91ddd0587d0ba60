// Findings by line, and how large tensors and their steps are; the rules' own tests are in tests/golden/lint.
#include "compiler/lint/facts_values.h"

#include <gmock/gmock.h>

#include "compiler/diag/catalog/examples.h"
#include "tests/compiler/lint/checked_spec.h"

namespace cdp::lint {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;

const std::string kTuned = CDP_SPEC
    "tune embed { lr *= 4 }\ntune blocks.*.attn.q { lr = 1e-2 }\ntune blocks.*.attn.k { lr = 1e-2 }\n"
    "target big { width = 1024 }\n";

TEST(FactsValues, OneCauseForEachLineWithItsWorstPlace) {
  const Compiled compiled(kTuned);
  const CheckedSpec checked = compiled.checked();
  Causes causes;
  visit_values(checked, sema::Hp::lr, [&](const ValueAt& found) {
    if (found.tensor.path == "embed.weight" || found.tensor.path == "head.weight") causes.add(found, -found.value);
    if (found.tensor.path == "blocks.*.attn.q.weight") causes.add(found, found.value);
  });
  ASSERT_EQ(causes.all().size(), 2);
  const Cause& base = causes.all()[0];
  EXPECT_THAT(base.names, ElementsAre("embed.weight", "head.weight"));
  EXPECT_EQ(base.tensor->path, "head.weight");
  EXPECT_EQ(base.value, 4e-3 / 8);
  EXPECT_EQ(scale_text(*base.scale), "`big`");
  EXPECT_EQ(checked.text.sources.text(causes.all()[1].at), "lr = 1e-2");
  EXPECT_EQ(scale_text(*causes.all()[1].scale), "the reference");
}

TEST(FactsValues, LayersThatShareTheirSettingsAreSeenOnce) {
  const Compiled compiled(kTuned);
  std::size_t seen = 0;
  visit_values(compiled.checked(), sema::Hp::lr, [&](const ValueAt& found) {
    seen += found.tensor.path == "blocks.*.attn.q.weight" && &found.scale == &compiled.big() ? 1 : 0;
  });
  EXPECT_EQ(seen, 1);
}

TEST(FactsValues, SizesAreThoseOfInitialValues) {
  const Compiled compiled(kTuned);
  std::map<std::string, double> sizes;
  visit_values(compiled.checked(), sema::Hp::lr,
               [&](const ValueAt& found) { sizes[found.tensor.path] = initial_size(found.tensor, found.instance); });
  EXPECT_EQ(sizes.at("norm.gain"), 1);
  EXPECT_EQ(sizes.at("embed.weight"), 0.02);
  EXPECT_EQ(sizes.at("head.weight"), 0.02 / 8);
}

TEST(FactsValues, AStepIsLostWhereWeightsHaveTooFewBits) {
  Compiled compiled(kTuned);
  const auto loss = [&] {
    double found_loss = 0;
    visit_values(compiled.checked(), sema::Hp::lr, [&](const ValueAt& found) {
      if (found.tensor.path == "norm.gain") found_loss = rounding_loss(compiled.checked(), found);
    });
    return found_loss;
  };
  EXPECT_THAT(loss(), DoubleNear(1.49e-5, 1e-7));  // 2^-24 / 4e-3
  compiled.thresholds.weight_bits = 7;
  EXPECT_THAT(loss(), DoubleNear(1.953, 1e-3));
}

TEST(FactsValues, BaseIsToldFromTune) {
  const Compiled compiled(kTuned);
  const CheckedSpec checked = compiled.checked();
  for (const TensorAt& at : tensors_at(checked, checked.reference())) {
    const bool tuned = at.tensor.path == "blocks.*.attn.q.weight" || at.tensor.path == "blocks.*.attn.k.weight";
    EXPECT_EQ(set_by_base(checked, at.first, sema::Hp::lr), !tuned) << at.tensor.path;
  }
}

}  // namespace
}  // namespace cdp::lint
