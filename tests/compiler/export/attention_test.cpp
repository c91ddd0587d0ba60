// Which factors a model elsewhere has to be given.
#include "compiler/export/attention.h"

#include <gmock/gmock.h>

#include "tests/compiler/export/export_support.h"

namespace cdp::exporting {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> unusual(const plan::Plan& plan) {
  std::vector<std::string> names;
  for (const plan::Multiplier& multiplier : unusual_multipliers(plan)) names.push_back(multiplier.name);
  return names;
}

/// All multipliers but attention's are 1.
plan::Plan plain(const std::string& name) {
  plan::Plan plan = example(name);
  for (plan::Multiplier& multiplier : plan.multipliers)
    if (!multiplier.name.ends_with("attn.scale")) multiplier.value = 1;
  return plan;
}

TEST(Attention, TheRootOfAHeadsWidthIsUsual) {
  // heads behind norms and rotation; behind a chunk of one matrix and its offset; with fewer heads for keys; of patches
  for (const char* name :
       {"01_gpt.big", "02_gpt2.gpt2", "03_llama.big", "04_moe.big", "05_parallel.big", "08_vit.reference"})
    EXPECT_THAT(unusual(plain(name)), IsEmpty()) << name;
}

TEST(Attention, AnotherFactorIsNot) {
  plan::Plan plan = plain("01_gpt.reference");
  for (plan::Multiplier& multiplier : plan.multipliers)
    if (multiplier.name == "blocks.2.attn.scale") multiplier.value = 1.0 / 64;
  EXPECT_THAT(unusual(plan), ElementsAre("blocks.2.attn.scale"));
}

TEST(Attention, OtherFactorsAreWhatTheyAre) {
  plan::Plan plan = plain("01_gpt.reference");
  for (plan::Multiplier& multiplier : plan.multipliers)
    if (multiplier.name == "blocks.1.mlp_mult") multiplier.value = 0.125;
  EXPECT_THAT(unusual(plan), ElementsAre("blocks.1.mlp_mult"));
}

TEST(Attention, APlanWithoutAttentionHasNone) {
  EXPECT_THAT(unusual(example("07_regressor.reference")), IsEmpty());
}

}  // namespace
}  // namespace cdp::exporting
