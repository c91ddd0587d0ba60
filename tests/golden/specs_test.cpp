// bad/*.cdp fail with the messages beside them, ok/*.cdp are silent, examples have their plans beside them.
#include <gtest/gtest.h>

#include "compiler/driver/commands.h"
#include "compiler/pipeline/emit.h"
#include "compiler/plan/json.h"
#include "tests/golden/files.h"
#include "tests/support/golden.h"

namespace cdp::golden {
namespace {

using driver::Answer;

class Spec : public ::testing::TestWithParam<std::string> {};

class BadSpec : public Spec {};
TEST_P(BadSpec, FailsAsShown) {
  const fs::path path = kTree / GetParam();
  const In folder(path.parent_path());
  const Answer answer = driver::check({{path.filename().string()}}, {});
  EXPECT_EQ(answer.exit_code, driver::kFindings);
  EXPECT_EQ(answer.out, "");
  EXPECT_TRUE(test::matches_golden(fs::path(path).replace_extension(".stderr"), answer.err));
}
INSTANTIATE_TEST_SUITE_P(Golden, BadSpec, ::testing::ValuesIn(specs_under({"tests/golden/bad"})),
                         [](const auto& tested) { return test_name(tested.param); });

class OkSpec : public Spec {};
TEST_P(OkSpec, IsSilent) {
  const Answer answer = driver::check({{(kTree / GetParam()).string()}}, {});
  EXPECT_EQ(answer.exit_code, driver::kClean);
  EXPECT_EQ(answer.err, "");
}
INSTANTIATE_TEST_SUITE_P(Golden, OkSpec, ::testing::ValuesIn(specs_under({"tests/golden/ok", "examples", "stdlib"})),
                         [](const auto& tested) { return test_name(tested.param); });

/// Reasons make a plan four times as long; they stay in where it is still one that is read.
std::string shown_plan(const pipeline::AnalysedSpec& analysis, const scaling::Scaled& scaled) {
  constexpr std::size_t kLongest = 144 << 10;
  std::string plan = plan::to_json(pipeline::emit(analysis, scaled, pipeline::Reasons::kKeep));
  if (plan.size() > kLongest) plan = plan::to_json(pipeline::emit(analysis, scaled, pipeline::Reasons::kLeaveOut));
  return plan;
}

class Example : public Spec {};
TEST_P(Example, CompilesToThePlansBesideIt) {
  const fs::path path = kTree / GetParam();
  const auto analysis = pipeline::analyse(path.string(), pipeline::default_files());
  ASSERT_TRUE(analysis && pipeline::ready(**analysis));
  std::vector<std::string> targets = {"reference"};
  for (const auto& target : (*analysis)->spec->targets) targets.push_back(target.name);
  for (const std::string& target : targets) {
    const auto scaled = pipeline::scale_to(**analysis, {target, ""});
    ASSERT_TRUE(scaled && *scaled);
    EXPECT_TRUE(test::matches_golden(fs::path(path).replace_extension("." + target + ".json"),
                                     shown_plan(**analysis, **scaled)));
  }
}
INSTANTIATE_TEST_SUITE_P(Golden, Example, ::testing::ValuesIn(specs_under({"examples"})),
                         [](const auto& tested) { return test_name(tested.param); });

}  // namespace
}  // namespace cdp::golden
