// The shorter form of a plan: read back here by the rules that cdp_plan.py has; tests/export/python trains from it.
#include <gmock/gmock.h>

#include "compiler/export/loader.h"
#include "tests/compiler/export/export_support.h"
#include "tests/support/golden.h"

namespace cdp::exporting {
namespace {

using ::testing::HasSubstr;

TEST(Torch, IsAsShown) {
  EXPECT_TRUE(test::matches_golden(CDP_SOURCE_DIR "/tests/export/golden/torch.json",
                                   exported(export_torch, example("01_gpt.reference"))));
}

TEST(Torch, GroupsWhatIsEqual) {
  plan::Plan plan = example("01_gpt.reference");
  for (plan::Tensor& tensor : plan.tensors) {
    tensor.init = {plan::Distribution::normal, 0.5};
    tensor.lr = 1;
    tensor.weight_decay = 0;
  }
  plan.tensors.back().lr = 2;
  const std::string text = exported(export_torch, plan);
  std::size_t groups = 0;
  for (std::size_t at = text.find("\"tensors\": {"); at != std::string::npos; at = text.find("\"tensors\": {", at + 1))
    ++groups;
  EXPECT_EQ(groups, 2U);
}

TEST(Torch, NamesTheOptimizerOfAGroup) {
  const std::string text = exported(export_torch, example("12_muon.wide"));
  EXPECT_THAT(text, HasSubstr("\"optimizer\": \"muon\", \"lr\": "));
  EXPECT_THAT(text, HasSubstr("\"optimizer\": \"adamw\", \"lr\": "));
}

TEST(Torch, LeavesOutWhatAnOptimizerDoesNotHave) {
  const std::string text = exported(export_torch, example("11_sgd.wide"));
  EXPECT_EQ(text.find("beta2"), std::string::npos);
  EXPECT_EQ(text.find("eps\":"), text.find("eps\": \"outside_sqrt\""));
}

TEST(Torch, HasNoMultipliersWhereThereAreNone) {
  plan::Plan plan = example("01_gpt.reference");
  plan.multipliers.clear();
  EXPECT_THAT(exported(export_torch, plan), HasSubstr("\"multipliers\": {}\n}\n"));
}

TEST(Loader, IsTheFileOfTheTree) {
  const auto file = Files{}.read(CDP_SOURCE_DIR "/python/cdp_plan.py");
  ASSERT_TRUE(file);
  EXPECT_EQ(loader(), *file);
}

}  // namespace
}  // namespace cdp::exporting
