// Trajectories of tiny runs: what is trained stays the same bits, the average is the one that is meant, and both checks
// pass, and fail where something is wrong.
#include "runtime/train/trajectory.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "runtime/optim/optimizer.h"
#include "runtime/train/step.h"
#include "runtime/train/take_step.h"
#include "tests/runtime/train/tiny_run.h"

namespace cdp::runtime::testing {
namespace {

using ::testing::ElementsAre;

constexpr std::int64_t kSteps = 60;
constexpr std::int64_t kRows = 3;

struct Trained {
  Trained() { at::set_num_threads(1); }

  static plan::Plan plan_of() {
    plan::Plan plan = tiny_plan();
    plan.training.steps = kSteps;
    return plan;
  }
  TrajectoryMeasure measure(std::int64_t intervals = 16) const {
    return *TrajectoryMeasure::begin(plan, task, kRows, torch::kCPU, intervals);
  }
  void step(std::int64_t i) { static_cast<void>(take_step(trainee, batch_of(trainee, i), i, Norm::kForClipping)); }
  run::Trajectory measured() {
    TrajectoryMeasure measure = this->measure();
    for (std::int64_t i = 0; i < kSteps; ++i) {
      step(i);
      EXPECT_FALSE(measure.result()) << i;
      measure.add(model.parameters(), i + 1);
    }
    const auto found = measure.result();
    EXPECT_TRUE(found);
    return found.value_or(run::Trajectory{});
  }

  plan::Plan plan = plan_of();
  Data data = TextData{Corpus::of_text(tiny_text()), *split_corpus(8000, 8), 8};
  Model model = *Model::build(plan, torch::kCPU, plan::Precision::fp32);
  Optimizer optimizer{plan, model.parameters()};
  Task task{data, plan.training, torch::kCPU};
  Trainee trainee{plan.training, task, model, optimizer, kRows, torch::kCPU};
};

TEST(LookedAt, IsCloserAtTheBeginning) {
  EXPECT_THAT(looked_at(100, 4), ElementsAre(0, 7, 25, 57, 100));
  EXPECT_THAT(looked_at(3, 16), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(looked_at(1000, 1), ElementsAre(0, 1000));
}

TEST(Trajectory, LeavesTheTrainingAsItIs) {
  Trained measured, bare;
  static_cast<void>(measured.measured());
  for (std::int64_t i = 0; i < kSteps; ++i) bare.step(i);
  for (std::size_t i = 0; i < bare.model.parameters().size(); ++i)
    EXPECT_TRUE(at::equal(measured.model.parameters()[i].master, bare.model.parameters()[i].master)) << i;
}

/// A window of 6 steps: after each, a sixth of the weights comes in.
TEST(Trajectory, IsOfTheAverageOfTheWeights) {
  Trained trained;
  const run::Trajectory found = trained.measured();
  EXPECT_DOUBLE_EQ(found.window, 6);
  EXPECT_EQ(found.steps, looked_at(kSteps, 16));
  Trained again;
  const Model average = *Model::build(again.plan, torch::kCPU, plan::Precision::fp32);
  EXPECT_NEAR(found.losses.front(), again.task.evaluate(average, kRows).loss, 1e-5);
  for (std::int64_t i = 0; i < kSteps; ++i) {
    again.step(i);
    const at::NoGradGuard no_grad;
    for (std::size_t p = 0; p < average.parameters().size(); ++p) {
      torch::Tensor mean = average.parameters()[p].master;
      mean.copy_(mean * (5.0 / 6) + again.model.parameters()[p].master * (1.0 / 6));
    }
  }
  EXPECT_NEAR(found.losses.back(), again.task.evaluate(average, kRows).loss, 1e-5);
  EXPECT_LT(found.losses.back(), found.losses.front() - 0.5) << "there must be something to split";
}

TEST(Trajectory, PassesBothChecks) {
  const run::Trajectory found = Trained().measured();
  const run::TrajectoryChecks checks = run::check(found);
  EXPECT_TRUE(checks.passed()) << checks.eigenvalues << " " << checks.losses;
  EXPECT_GT(checks.eigenvalues, 0);
  EXPECT_GT(checks.losses, 0);
  EXPECT_NEAR(run::change_of(found), found.losses.back() - found.losses.front(), 0.05);
  EXPECT_GT(std::abs(run::top_of(found, 0) - run::change_of(found)), 0.01) << "there must be a rest";
  EXPECT_NEAR(run::top_of(found, run::powers_of(found)), run::change_of(found), 1e-6);
  ASSERT_EQ(found.tensors.size(), tiny_plan().tensors.size());
  for (std::size_t i = 0; i < found.tensors.size(); ++i) EXPECT_EQ(found.tensors[i].name, tiny_plan().tensors[i].name);
}

TEST(Trajectory, AWrongGradientFailsTheSecondCheck) {
  run::Trajectory wrong = Trained().measured();
  for (double& change : wrong.changes) change *= 1.1;
  for (run::TensorSplit& tensor : wrong.tensors) {
    tensor.change *= 1.1;
    for (double& top : tensor.tops) top *= 1.1;
  }
  const run::TrajectoryChecks checks = run::check(wrong);
  EXPECT_LE(checks.eigenvalues, run::TrajectoryChecks::kMostEigenvalues);
  EXPECT_GT(checks.losses, run::TrajectoryChecks::kMostLosses);
}

/// Each interval with the displacement of the next: all sums are the same, but not that of each interval.
TEST(Trajectory, AWrongDisplacementFailsTheSecondCheck) {
  run::Trajectory wrong = Trained().measured();
  std::rotate(wrong.changes.begin(), wrong.changes.begin() + 1, wrong.changes.end());
  EXPECT_GT(run::check(wrong).losses, run::TrajectoryChecks::kMostLosses);
}

TEST(Trajectory, AWrongEigenvalueFailsTheFirstCheck) {
  run::Trajectory wrong = Trained().measured();
  wrong.tensors[2].tops.back() += 1e-5 * wrong.tensors[2].size;
  const run::TrajectoryChecks checks = run::check(wrong);
  EXPECT_GT(checks.eigenvalues, run::TrajectoryChecks::kMostEigenvalues);
  EXPECT_LE(checks.losses, run::TrajectoryChecks::kMostLosses);
}

TEST(Trajectory, OfWhatIsNotFiniteThereIsNone) {
  Trained trained;
  TrajectoryMeasure measure = trained.measure();
  for (std::int64_t i = 0; i < kSteps; ++i) {
    if (i == 30) {
      const at::NoGradGuard no_grad;
      trained.model.parameters()[1].master.fill_(std::nan(""));
    }
    measure.add(trained.model.parameters(), i + 1);
  }
  EXPECT_FALSE(measure.result());
}

}  // namespace
}  // namespace cdp::runtime::testing
