// Which plans a run goes on with: those of the same numbers.
#include "runtime/train/same_run.h"

#include <gmock/gmock.h>

#include "runtime/train/train.h"
#include "tests/runtime/train/tiny_run.h"

namespace cdp::runtime::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class SameRun : public TinyRun {
 protected:
  /// Two steps with the plan, then on with what `change` makes of it.
  template <class Change>
  run::TrainOptions begun(const Change& change) {
    run::TrainOptions asked = options("run");
    asked.steps = 2;
    run(asked);
    before_ = dir_.read("run/plan.json");
    change(plan_);
    asked.plan = dir_.write("other.json", plan::to_json(plan_));
    asked.resume = run::Resume::kYes;
    asked.steps = 4;
    return asked;
  }

  std::string before_;
};

TEST_F(SameRun, NamesReasonsAndHashesDoNotMatter) {
  const run::TrainOptions asked = begun([](plan::Plan& plan) {
    plan.spec = {"renamed.cdp", "another hash", {{"renamed.cdp", "another hash"}}};
    plan.compiler = "another";
    for (plan::Tensor& tensor : plan.tensors)
      tensor.because = plan::Because{{"lr", {{"renamed.cdp:1:1", "lr = 1 // twice", plan::Effect::kSet, 1}}}};
  });
  run(asked);
  EXPECT_EQ(dir_.read("run/plan.json"), before_) << "the checkpoints name it";
  run::TrainOptions again = asked;
  again.steps = 6;
  run(again);
  again.plan = dir_.write("first.json", before_);
  again.steps = 8;
  run(again);
}

TEST_F(SameRun, NumbersDo) {
  const run::TrainOptions asked = begun([](plan::Plan& plan) {
    plan.training.seed += 1;
    plan.tensors.front().lr *= 2;
  });
  EXPECT_THAT(error(asked), AllOf(HasSubstr("checkpoint.safetensors: was made with another plan: training seed "),
                                  HasSubstr("lr of " + plan_.tensors.front().name), HasSubstr("(x2)"),
                                  HasSubstr("; go on with the plan.json"), Not(HasSubstr("sha256"))));
}

TEST_F(SameRun, ARunWithoutACheckpointKeepsItsPlan) {
  const auto killed_early = [&](auto change) {
    run::TrainOptions asked = begun(change);
    std::filesystem::remove(dir_.file("run/checkpoint.safetensors"));
    std::filesystem::remove(dir_.file("run/best.safetensors"));
    return asked;
  };
  const run::TrainOptions other = killed_early([](plan::Plan& plan) { plan.training.seed += 1; });
  EXPECT_THAT(error(other),
              AllOf(HasSubstr("run/plan.json: is the plan that the run was begun with, and the one given is another: "
                              "training seed "),
                    HasSubstr("; go on with this one")));
  EXPECT_EQ(dir_.read("run/plan.json"), before_);
  std::filesystem::remove_all(dir_.file("run"));
  const run::TrainOptions same = killed_early([](plan::Plan& plan) { plan.compiler = "another"; });
  run(same);
  EXPECT_EQ(dir_.read("run/plan.json"), before_);
  run::TrainOptions on = same;
  on.steps = 6;
  run(on);
}

TEST_F(SameRun, WithoutTheRunsPlanTheHashesTell) {
  const run::TrainOptions asked = begun([](plan::Plan& plan) { plan.training.seed += 1; });
  dir_.write("run/plan.json", plan::to_json(plan_) + "\n");
  EXPECT_THAT(error(asked), HasSubstr("was made with another plan (sha256 "));
}

}  // namespace
}  // namespace cdp::runtime::testing
