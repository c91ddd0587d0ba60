// A whole step: its parts put together by hand give the same bits. Resume, clipping and schedules: loop_test.cpp.
#include "runtime/train/take_step.h"

#include <gmock/gmock.h>

#include "runtime/train/schedule.h"
#include "runtime/train/step.h"
#include "tests/runtime/train/tiny_run.h"

namespace cdp::runtime::testing {
namespace {

/// A tiny plan, its data, model and optimizer.
struct Trained {
  explicit Trained(std::optional<double> grad_clip) {
    at::set_num_threads(1);
    plan.training.grad_clip = grad_clip;
  }

  plan::Plan plan = tiny_plan();
  Data data = TextData{Corpus::of_text(tiny_text()), *split_corpus(8000, 8), 8};
  Model model = *Model::build(plan, torch::kCPU, plan::Precision::fp32);
  Optimizer optimizer{plan, model.parameters()};
  Task task{data, plan.training, torch::kCPU};
  Trainee trainee{plan.training, task, model, optimizer, 3, torch::kCPU};
};

void expect_equal(const Model& a, const Model& b) {
  for (std::size_t i = 0; i < a.parameters().size(); ++i)
    EXPECT_TRUE(at::equal(a.parameters()[i].master, b.parameters()[i].master)) << a.parameters()[i].name;
}

TEST(TakeStep, IsGradientsNormClippingAndUpdate) {
  Trained step(0.5), parts(0.5);
  for (std::int64_t i = 0; i < 2; ++i) {
    const StepTaken taken = take_step(step.trainee, batch_of(step.trainee, i), i, Norm::kForClipping);
    const torch::Tensor loss =
        accumulate_gradients(parts.model, parts.task.batch(i), parts.task.loss(), 3, torch::kCPU);
    const torch::Tensor norm = parts.optimizer.gradient_norm();
    EXPECT_GT(norm.item<double>(), 0.5) << "there must be something to clip";
    const double factor = schedule_factor(parts.plan.training.schedule, parts.plan.training.steps, i);
    parts.optimizer.step(factor, 0.5 / norm);
    parts.optimizer.forget_gradients();
    EXPECT_EQ(taken.loss.item<double>(), loss.item<double>());
    EXPECT_EQ(taken.grad_norm.item<double>(), norm.item<double>());
    EXPECT_EQ(taken.lr_factor, factor);
    expect_equal(step.model, parts.model);
  }
}

TEST(TakeStep, ANormThatIsOnlyWatchedChangesNothing) {
  Trained watched({}), bare({});
  EXPECT_GT(take_step(watched.trainee, batch_of(watched.trainee, 0), 0, Norm::kAlways).grad_norm.item<double>(), 0);
  EXPECT_EQ(take_step(bare.trainee, batch_of(bare.trainee, 0), 0, Norm::kForClipping).grad_norm.item<double>(), 0);
  expect_equal(watched.model, bare.model);
}

TEST(Evaluate, IsTheTasks) {
  const Trained trained({});
  EXPECT_EQ(evaluate(trained.trainee).loss, trained.task.evaluate(trained.model, 3).loss);
}

}  // namespace
}  // namespace cdp::runtime::testing
