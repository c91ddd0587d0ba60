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
      const std::string word = left.substr(0, left.find(' '));
      EXPECT_TRUE(keys.contains(word)) << row.name << " " << word;
      EXPECT_TRUE(row.has(word)) << row.name << " " << word;
      left.erase(0, word.size() + 1);
    }
    for (const char* always : {"lr", "beta1", "weight_decay"}) EXPECT_TRUE(row.has(always)) << row.name;
    EXPECT_EQ(row.tag.empty(), row.rest.empty()) << row.name;
    EXPECT_TRUE(row.rest.empty() || find_optimizer(row.rest) != nullptr) << row.name;
  }
}

TEST(Optimizers, AreFoundByWholeWords) {
  EXPECT_EQ(find_optimizer("lion")->name, "lion");
  EXPECT_EQ(find_optimizer("lio"), nullptr);
  EXPECT_FALSE(find_optimizer("sgd")->has("beta2"));
  EXPECT_FALSE(find_optimizer("sgd")->has("beta"));
  EXPECT_FALSE(find_optimizer("sgd")->has(""));
  EXPECT_TRUE(is_optimizers("eps"));
  EXPECT_FALSE(is_optimizers("init_std"));
}

TEST(Optimizers, StepByLrOrByMore) {
  EXPECT_TRUE(is_lr_sized(*find_optimizer("adamw")));
  EXPECT_TRUE(is_lr_sized(*find_optimizer("lion")));
  EXPECT_FALSE(is_lr_sized(*find_optimizer("sgd")));
  EXPECT_EQ(find_optimizer("muon")->step, StepSize::kOrthogonal);
}

TEST(Optimizers, UpdateByTag) {
  const std::vector<std::string> hidden = {"block", "hidden"}, vector = {"vector"};
  EXPECT_EQ(updater(*find_optimizer("muon"), hidden).name, "muon");
  EXPECT_EQ(updater(*find_optimizer("muon"), vector).name, "adamw");
  EXPECT_EQ(updater(*find_optimizer("lion"), vector).name, "lion");
}

TEST(Optimizers, MakePlansThatReadBack) {
  for (const OptimizerRow& row : kOptimizerRows) {
    const Plan plan = testing::with_optimizer(testing::sample_plan(), std::string(row.name));
    const std::string text = to_json(plan);
    const auto read = from_json(text);
    ASSERT_TRUE(read) << row.name << ": " << read.error().text();
    EXPECT_EQ(to_json(*read), text) << row.name;
  }
}

TEST(Optimizers, LeaveOutOfThePlanWhatTheirTensorsDoNotHave) {
  const auto text = [](const char* name) { return to_json(testing::with_optimizer(testing::sample_plan(), name)); };
  EXPECT_THAT(text("adamw"), Not(HasSubstr("\"optimizer\": \"adamw\", \"lr\"")));
  EXPECT_THAT(text("sgd"), HasSubstr("\"lr\": 0.01, \"beta1\": 0.9, \"weight_decay\": 0.1,\n"));
  EXPECT_THAT(text("lion"), HasSubstr("\"lr\": 0.01, \"beta1\": 0.9, \"beta2\": 0.95, \"weight_decay\": 0.1,\n"));
  EXPECT_THAT(text("muon"),
              HasSubstr("\"optimizer\": \"muon\", \"lr\": 0.01, \"beta1\": 0.9, \"weight_decay\": 0.1,\n"));
  EXPECT_THAT(text("muon"), HasSubstr("\"optimizer\": \"adamw\", \"lr\": 0.01, \"beta1\": 0.9, \"beta2\": 0.95, "));
}

}  // namespace
}  // namespace cdp::plan
