// The table of optimizers against the plan's fields, and plans of each of them.
#include "compiler/plan/optimizers.h"

#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "compiler/base/text.h"
#include "compiler/plan/json.h"
#include "tests/compiler/plan/optimizer_plan.h"

namespace cdp::plan {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Optimizers, HaveHyperparametersThatTensorsHave) {
  std::set<std::string> keys;
  for_each_field<Tensor>([&](const auto& field) { keys.insert(field.key); });
  for (const OptimizerRow& row : kOptimizerRows) {
    std::string left(row.hyperparameters);
    while (!left.empty()) {
      const std::string one = left.substr(0, left.find(' '));
      EXPECT_TRUE(keys.contains(one)) << row.hyperparameters << " " << one;
      EXPECT_TRUE(row.has(one)) << row.hyperparameters << " " << one;
      left.erase(0, one.size() + 1);
    }
    for (const char* always : {"lr", "beta1", "weight_decay"}) EXPECT_TRUE(row.has(always)) << word(row.optimizer);
    EXPECT_EQ(row.tag.empty(), !row.rest.has_value()) << word(row.optimizer);
    EXPECT_EQ(&plan::row(row.optimizer), &row);
  }
}

TEST(Optimizers, HaveHyperparametersByWholeWords) {
  EXPECT_FALSE(row(OptimizerKind::sgd).has("beta2"));
  EXPECT_FALSE(row(OptimizerKind::sgd).has("beta"));
  EXPECT_FALSE(row(OptimizerKind::sgd).has(""));
  EXPECT_TRUE(is_optimizers("eps"));
  EXPECT_FALSE(is_optimizers("init_std"));
}

TEST(Optimizers, StepByLrOrByMore) {
  EXPECT_TRUE(is_lr_sized(row(OptimizerKind::adamw)));
  EXPECT_TRUE(is_lr_sized(row(OptimizerKind::lion)));
  EXPECT_FALSE(is_lr_sized(row(OptimizerKind::sgd)));
  EXPECT_EQ(row(OptimizerKind::muon).step, StepSize::kOrthogonal);
}

TEST(Optimizers, UpdateByTag) {
  const std::vector<std::string> hidden = {"block", "hidden"}, vector = {"vector"};
  EXPECT_EQ(updater(OptimizerKind::muon, hidden).optimizer, OptimizerKind::muon);
  EXPECT_EQ(updater(OptimizerKind::muon, vector).optimizer, OptimizerKind::adamw);
  EXPECT_EQ(updater(OptimizerKind::lion, vector).optimizer, OptimizerKind::lion);
}

TEST(Optimizers, MakePlansThatReadBack) {
  for (const OptimizerRow& row : kOptimizerRows) {
    const Plan plan = testing::with_optimizer(testing::sample_plan(), row.optimizer);
    const std::string text = to_json(plan);
    const auto read = from_json(text);
    ASSERT_TRUE(read) << word(row.optimizer) << ": " << read.error().text();
    EXPECT_EQ(to_json(*read), text) << word(row.optimizer);
  }
}

TEST(Optimizers, LeaveOutOfThePlanWhatTheirTensorsDoNotHave) {
  const auto text = [](OptimizerKind kind) { return to_json(testing::with_optimizer(testing::sample_plan(), kind)); };
  EXPECT_THAT(text(OptimizerKind::adamw), Not(HasSubstr("\"optimizer\": \"adamw\", \"lr\"")));
  EXPECT_THAT(text(OptimizerKind::sgd), HasSubstr("\"lr\": 0.01, \"beta1\": 0.9, \"weight_decay\": 0.1,\n"));
  EXPECT_THAT(text(OptimizerKind::lion),
              HasSubstr("\"lr\": 0.01, \"beta1\": 0.9, \"beta2\": 0.95, \"weight_decay\": 0.1,\n"));
  EXPECT_THAT(text(OptimizerKind::muon),
              HasSubstr("\"optimizer\": \"muon\", \"lr\": 0.01, \"beta1\": 0.9, \"weight_decay\": 0.1,\n"));
  EXPECT_THAT(text(OptimizerKind::muon),
              HasSubstr("\"optimizer\": \"adamw\", \"lr\": 0.01, \"beta1\": 0.9, \"beta2\": 0.95, "));
}

}  // namespace
}  // namespace cdp::plan
