// What a run is made from: good inputs in, each bad one refused in the user's words.
#include "runtime/train/inputs.h"

#include <gmock/gmock.h>

#include "compiler/base/text.h"
#include "compiler/plan/json.h"
#include "tests/compiler/plan/sample_plan.h"
#include "tests/support/temp_folder.h"

namespace cdp::runtime {
namespace {

using cdp::test::TempFolder;
using ::testing::HasSubstr;

class Inputs : public ::testing::Test {
 protected:
  TrainOptions options() const {
    TrainOptions options;
    options.plan = dir_.write("plan.json", plan::to_json(plan_));
    options.data = {text_};
    options.out = dir_.file("out");
    return options;
  }
  std::string error(const TrainOptions& options) const {
    const auto inputs = read_inputs(options);
    EXPECT_FALSE(inputs);
    return inputs ? "" : inputs.error().text();
  }

  TempFolder dir_;
  plan::Plan plan_ = plan::testing::sample_plan();
  std::string text_ = dir_.write("text", std::string(1000, 'x'));
};

TEST_F(Inputs, AreReadAndTied) {
  const auto inputs = read_inputs(options());
  ASSERT_TRUE(inputs) << inputs.error().text();
  EXPECT_EQ(inputs->plan.sha256, sha256(plan::to_json(plan_)));
  EXPECT_EQ(inputs->context, 8);
  EXPECT_EQ(inputs->last_step, 100);
  EXPECT_EQ(inputs->eval_every, 5);
  EXPECT_EQ(inputs->corpus.size(), 1000);
}

TEST_F(Inputs, StepsStayWithinThePlan) {
  TrainOptions asked = options();
  asked.steps = 101;
  EXPECT_EQ(error(asked), "--steps: 101 is not a step of the plan, which has 100");
  asked.steps = 7;
  const auto inputs = read_inputs(asked);
  ASSERT_TRUE(inputs);
  EXPECT_EQ(inputs->last_step, 7);
}

TEST_F(Inputs, BadPlansAreNamedWithTheirPlace) {
  TrainOptions asked = options();
  asked.plan = dir_.file("gone.json");
  EXPECT_THAT(error(asked), HasSubstr("gone.json: there is no such file"));
  asked.plan = dir_.write("cut.json", plan::to_json(plan_).substr(0, 500));
  EXPECT_THAT(error(asked), HasSubstr("cut.json"));
  plan_.training.context.reset();
  EXPECT_THAT(error(options()), HasSubstr("plan.json"));
}

TEST_F(Inputs, OtherTasksAreRefused) {
  plan_.training.task = "classify";
  EXPECT_THAT(error(options()), HasSubstr("plan.json"));
}

TEST_F(Inputs, AShortCorpusNamesTheFile) {
  text_ = dir_.write("short", "0123456789");
  EXPECT_THAT(error(options()), HasSubstr("short: the corpus has 10 tokens; a context of 8 needs at least 18"));
  EXPECT_FALSE(std::filesystem::exists(dir_.file("out")));  // nothing is left behind
}

TEST_F(Inputs, ARunInTheFolderIsKept) {
  dir_.write("out/metrics.jsonl", "");
  EXPECT_THAT(error(options()), HasSubstr("out: already holds a run"));
}

}  // namespace
}  // namespace cdp::runtime
