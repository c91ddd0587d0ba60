// Steps that are lost, and rates that are slips.
#include "compiler/lint/plausible.h"

#include <gmock/gmock.h>

#include "compiler/diag/catalog/examples.h"
#include "tests/compiler/lint/checked_spec.h"

namespace cdp::lint {
namespace {

using ::testing::DoubleNear;

const std::string kTuned = CDP_SPEC
    "tune embed { lr *= 4 }\ntune blocks.*.attn.q { lr = 1e-2 }\ntune blocks.*.attn.k { lr = 1e-2 }\n"
    "target big { width = 1024 }\n";

TEST(Plausible, AStepIsLostWhereWeightsHaveTooFewBits) {
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

TEST(Plausible, ARateIsHeldAgainstItsOptimizersBounds) {
  const Compiled compiled(CDP_SPEC "tune embed { lr = 0.1 }\ntarget big { width = 1024 }\n");
  const CheckedSpec checked = compiled.checked();
  for (const TensorAt& at : checked.reference().tensors) {
    const bool slip = at.tensor.path == "embed.weight";
    EXPECT_EQ(lr_excess(checked, at.tensor, at.first).factor > 0, slip) << at.tensor.path;
    EXPECT_EQ(has_large_lr(checked, at.first), slip) << at.tensor.path;
  }
}

TEST(Plausible, DecayIsHeldAgainstWhatOneStepTakes) {
  const Compiled compiled(CDP_SPEC "tune embed { weight_decay = 30 }\ntarget big { width = 1024 }\n");
  const auto decays = implausible_decays(compiled.checked());
  ASSERT_EQ(decays.size(), 1);
  EXPECT_EQ(decays[0].names, std::vector<std::string>{"embed.weight"});
  EXPECT_DOUBLE_EQ(decays[0].badness, 0.12);
}

}  // namespace
}  // namespace cdp::lint
