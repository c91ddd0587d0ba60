// torchtitan's configuration as text; tests/export/python runs it by torchtitan's rules.
#include <gmock/gmock.h>

#include "tests/compiler/export/export_support.h"
#include "tests/support/golden.h"

namespace cdp::exporting {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::vector<std::string> lost(const plan::Plan& plan) {
  std::vector<std::string> what;
  const auto made = export_torchtitan({plan, ""});
  for (const Loss& loss : made->losses) what.push_back(loss.what);
  return what;
}

TEST(Torchtitan, IsAsShown) {
  EXPECT_TRUE(test::matches_golden(CDP_SOURCE_DIR "/tests/export/golden/torchtitan.py",
                                   exported(export_torchtitan, example("01_gpt.reference"))));
}

TEST(Torchtitan, SaysWhatIsLost) {
  EXPECT_THAT(lost(example("01_gpt.big")), ::testing::ElementsAre("the initial values", "the factors"));
}

TEST(Torchtitan, LosesNothingOfAPlainPlan) {
  plan::Plan plan = example("01_gpt.big");
  for (plan::Tensor& tensor : plan.tensors) tensor.init = {plan::Distribution::ones, {}};
  plan.multipliers.clear();
  EXPECT_THAT(lost(plan), ::testing::IsEmpty());
}

TEST(Torchtitan, DoesNotClipWhereThePlanDoesNot) {
  plan::Plan plan = example("01_gpt.big");
  plan.training.grad_clip = {};
  EXPECT_THAT(exported(export_torchtitan, plan), HasSubstr("max_norm=float(\"inf\")"));
}

TEST(Torchtitan, LeavesTokensOutWhereThereAreNone) {
  EXPECT_THAT(exported(export_torchtitan, example("06_classifier.big")), Not(HasSubstr("max_context_length")));
}

TEST(Torchtitan, NamesAreNoRegexesAndEndNoText) {
  plan::Plan plan = example("01_gpt.big");
  plan.tensors.front().name = "a+\"(b)\n.\\é_0";
  EXPECT_THAT(exported(export_torchtitan, plan), HasSubstr("r\"a\\x2b\\x22\\x28b\\x29\\x0a.\\x5cé_0\","));
}

TEST(Torchtitan, RefusesOtherOptimizers) {
  const auto made = export_torchtitan({example("12_muon.wide"), ""});
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().text(), HasSubstr("the plan's optimizer is muon"));
}

}  // namespace
}  // namespace cdp::exporting
