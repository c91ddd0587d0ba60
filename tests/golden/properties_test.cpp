// What holds for every spec of the tree at every target: equal bytes twice, a plan that reads back and is valid, and at
// the reference nothing but base and tuned values.
#include <gtest/gtest.h>

#include "compiler/pipeline/emit.h"
#include "compiler/pipeline/stages.h"
#include "compiler/plan/json.h"
#include "tests/golden/files.h"

namespace cdp::golden {
namespace {

using pipeline::Analysis;

std::unique_ptr<Analysis> analysed(const std::string& path) {
  auto analysis = pipeline::analyse((kTree / path).string(), pipeline::default_files());
  EXPECT_TRUE(analysis) << path;
  return std::move(*analysis);
}

std::vector<std::string> targets_of(const Analysis& analysis) {
  std::vector<std::string> targets = {"reference"};
  for (const auto& target : analysis.spec->targets) targets.push_back(target.name);
  return targets;
}

plan::Plan plan_at(Analysis& analysis, const std::string& target) {
  const auto scaled = pipeline::scale_to(analysis, {target, ""});
  EXPECT_TRUE(scaled && *scaled);
  return pipeline::emit(analysis, **scaled, pipeline::Reasons::kKeep);
}

class EverySpec : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    analysis_ = analysed(GetParam());
    ASSERT_TRUE(pipeline::ready(*analysis_));
  }

  std::unique_ptr<Analysis> analysis_;
};

TEST_P(EverySpec, GivesEqualBytesTwice) {
  const auto again = analysed(GetParam());
  for (const std::string& target : targets_of(*analysis_))
    EXPECT_EQ(plan::to_json(plan_at(*analysis_, target)), plan::to_json(plan_at(*again, target))) << target;
}

TEST_P(EverySpec, GivesValidPlansThatReadBack) {
  for (const std::string& target : targets_of(*analysis_)) {
    const plan::Plan plan = plan_at(*analysis_, target);
    const Status valid = plan::validate(plan);
    EXPECT_TRUE(valid) << valid.error().text();
    const std::string text = plan::to_json(plan);
    const auto read = plan::from_json(text);
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(plan::to_json(*read), text) << target;
  }
}

/// Rules come after base and tuned values, and leave them alone.
void expect_untouched(const scaling::Settings& settings) {
  for (const auto& row : sema::kHyperparameters) {
    const auto& setting = settings.at(row.hp);
    if (!setting) continue;
    double written = setting->chain.front().after;
    for (const scaling::Reason& reason : setting->chain) {
      if (reason.source == nullptr) {
        written = reason.after;
      } else {
        EXPECT_EQ(reason.factor, 1) << row.name << ": " << reason.text;
      }
    }
    EXPECT_EQ(setting->value, written) << row.name;
  }
}

TEST_P(EverySpec, IsItselfAtTheReference) {
  const auto scaled = pipeline::scale_to(*analysis_, {});
  ASSERT_TRUE(scaled && *scaled);
  for (const scaling::Instance& tensor : (*scaled)->tensors) expect_untouched(*tensor.settings);
  for (const scaling::Instance& multiplier : (*scaled)->multipliers) expect_untouched(*multiplier.settings);
}

/// Those that describe a run; the others declare things for them.
std::vector<std::string> runs() {
  std::vector<std::string> paths;
  for (const std::string& path : specs_under({"examples", "stdlib", "tests/golden/ok"})) {
    const auto analysis = analysed(path);
    if (analysis->spec || analysis->sink.has_errors()) paths.push_back(path);
  }
  return paths;
}

INSTANTIATE_TEST_SUITE_P(Tree, EverySpec, ::testing::ValuesIn(runs()),
                         [](const auto& tested) { return test_name(tested.param); });

}  // namespace
}  // namespace cdp::golden
