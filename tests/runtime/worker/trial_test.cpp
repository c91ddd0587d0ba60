// Whole trials of tiny plans: the losses of `cdp train`, the same twice, and every way to end.
#include "runtime/worker/trial.h"

#include <gmock/gmock.h>

#include <cmath>

#include "run/log.h"
#include "run/trajectory.h"
#include "tests/runtime/train/tiny_run.h"

namespace cdp::runtime::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class TrialTest : public TinyRun {
 protected:
  TrialTest() {
    run::WorkerOptions worker;
    worker.data = {dir_.write("text", text_)};
    data_.emplace(*WorkerData::read(worker));
  }

  run::TrainRequest request() const { return {7, plan::to_json(plan_), {}}; }
  run::EndReply trial(const run::TrainRequest& request) {
    said_.clear();
    asked_ = 0;
    return run_trial(
        request, *data_, settings_,
        {[this] { return asked_++ == stop_at_; }, [this](const run::ProgressReply& reply) { said_.push_back(reply); }});
  }
  run::EndReply trial() { return trial(request()); }

  std::optional<WorkerData> data_;
  TrialSettings settings_;
  std::vector<run::ProgressReply> said_;
  int asked_ = 0;
  int stop_at_ = -1;
};

TEST_F(TrialTest, HasTheLossesOfTrainBitForBit) {
  plan_.training.grad_clip = 0.5;
  settings_.progress = plan_.training.steps;
  for (const std::int64_t micro_batch : {4, 3}) {
    run::TrainOptions options = this->options("run" + std::to_string(micro_batch));
    options.micro_batch = micro_batch;
    run(options);
    const auto log = run::read_log(dir_.read("run" + std::to_string(micro_batch) + "/metrics.jsonl"), "run");
    ASSERT_TRUE(log) << log.error().text();
    const run::EndReply end = trial({7, plan::to_json(plan_), micro_batch});
    EXPECT_EQ(end.reason, run::TrialEnd::finished);
    EXPECT_EQ(end.loss, log->evals.back().loss);
    EXPECT_EQ(end.items, log->evals.back().items);
    ASSERT_EQ(said_.size(), log->train.size());
    for (std::size_t i = 0; i < said_.size(); ++i) EXPECT_EQ(said_[i].loss, log->train[i].loss) << i;
  }
}

TEST_F(TrialTest, TwiceIsTheSame) {
  const run::EndReply once = trial();
  plan::Plan other = plan_;
  other.training.context = 16;
  other.training.seed = 2;
  const run::EndReply between = trial({8, plan::to_json(other), {}});
  const run::EndReply again = trial();
  EXPECT_EQ(between.reason, run::TrialEnd::finished);
  EXPECT_NE(between.loss, once.loss);
  EXPECT_EQ(again.loss, once.loss);
  EXPECT_EQ(again.train_loss, once.train_loss);
}

TEST_F(TrialTest, MeasuresATrajectoryAndTrainsTheSame) {
  plan_.training.steps = 60;
  const run::EndReply bare = trial();
  EXPECT_FALSE(bare.trajectory);
  run::TrainRequest asked = request();
  asked.trajectory = 16;
  const run::EndReply measured = trial(asked);
  EXPECT_EQ(measured.loss, bare.loss);
  EXPECT_EQ(measured.train_loss, bare.train_loss);
  ASSERT_TRUE(measured.trajectory);
  const auto found = run::read_trajectory(*measured.trajectory);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->steps.back(), 60);
  EXPECT_EQ(found->losses.size(), found->steps.size());
  EXPECT_TRUE(run::check(*found).passed());
  EXPECT_NEAR(found->losses.back(), measured.loss, 0.2) << "the average is near the last weights";
  stop_at_ = 30;
  EXPECT_FALSE(trial(asked).trajectory);
  stop_at_ = -1;
  for (plan::Tensor& tensor : plan_.tensors) tensor.lr = 1e30;
  asked.plan = plan::to_json(plan_);
  EXPECT_EQ(trial(asked).reason, run::TrialEnd::diverged);
}

TEST_F(TrialTest, TellsHowItGoes) {
  settings_.progress = plan_.training.steps;
  const run::EndReply end = trial();
  ASSERT_EQ(said_.size(), 12U);
  std::vector<run::ProgressReply> steps;
  std::swap(steps, said_);
  EXPECT_EQ(end.trial, 7);
  EXPECT_EQ(end.step, 12);
  EXPECT_EQ(end.items, 12 * 4 * 8);
  EXPECT_EQ(end.train_loss, steps.back().loss) << "a tenth of 12 steps is one";
  EXPECT_FALSE(end.message);
  EXPECT_GT(end.seconds, 0);
  settings_.progress = 5;  // after steps 3, 5, 8, 10 and 12
  trial();
  ASSERT_EQ(said_.size(), 5U);
  EXPECT_EQ(said_[0].step, 3);
  EXPECT_EQ(said_[0].items, 3 * 4 * 8);
  EXPECT_EQ(said_[0].steps, 12);
  EXPECT_DOUBLE_EQ(said_[0].loss, (steps[0].loss + steps[1].loss + steps[2].loss) / 3);
  EXPECT_DOUBLE_EQ(said_[1].loss, (steps[3].loss + steps[4].loss) / 2);
  EXPECT_EQ(said_[4].step, 12);
  settings_.progress = 1'000'000;
  trial();
  EXPECT_EQ(said_.size(), 12U);
  settings_.progress = 0;
  trial();
  EXPECT_TRUE(said_.empty());
}

TEST_F(TrialTest, TheTrainingLossIsOfTheLastTenth) {
  plan_.training.steps = 40;
  settings_.progress = 40;
  const run::EndReply end = trial();
  double sum = 0;
  for (std::size_t i = 36; i < 40; ++i) sum += said_[i].loss;
  EXPECT_DOUBLE_EQ(end.train_loss, sum / 4);
}

TEST_F(TrialTest, StopsAfterItsStep) {
  stop_at_ = 6;  // the first question comes before anything is built
  const run::EndReply end = trial();
  EXPECT_EQ(end.reason, run::TrialEnd::stopped);
  EXPECT_EQ(end.step, 5);
  EXPECT_TRUE(std::isnan(end.loss));
  EXPECT_TRUE(std::isfinite(end.train_loss));
  stop_at_ = 0;
  EXPECT_EQ(trial().step, 0);
  EXPECT_EQ(trial({9, "no plan", {}}).reason, run::TrialEnd::stopped);
}

TEST_F(TrialTest, DivergesWhereALossIsNotFinite) {
  const run::EndReply whole = trial();
  for (plan::Tensor& tensor : plan_.tensors) tensor.lr = 1e30;
  const run::EndReply end = trial();
  EXPECT_EQ(end.reason, run::TrialEnd::diverged);
  EXPECT_LT(end.step, 12);
  EXPECT_THAT(end.message.value_or(""), HasSubstr(" became NaN or infinite in step "));
  EXPECT_FALSE(std::isfinite(end.loss));
  EXPECT_EQ(whole.reason, run::TrialEnd::finished);
}

TEST_F(TrialTest, ALastStepThatDivergesIsSeenByTheEvaluation) {
  for (plan::Tensor& tensor : plan_.tensors) tensor.lr = 1e38;
  plan_.training.steps = 1;
  plan_.training.schedule = {plan::ScheduleKind::constant, 0, {}, 1};
  const run::EndReply end = trial();
  EXPECT_EQ(end.reason, run::TrialEnd::diverged);
  EXPECT_EQ(end.step, 1);
  EXPECT_THAT(end.message.value_or(""), StartsWith("the held-out loss became NaN or infinite"));
}

TEST_F(TrialTest, WhatCannotBeRunHasFailedAndTheNextIsRun) {
  const auto said = [&](const run::TrainRequest& request) {
    const run::EndReply end = trial(request);
    EXPECT_EQ(end.reason, run::TrialEnd::failed);
    EXPECT_TRUE(std::isnan(end.loss));
    return end.message.value_or("");
  };
  EXPECT_THAT(said({1, "no plan", {}}), StartsWith("plan: "));
  EXPECT_EQ(said({1, plan::to_json(plan_), 0}), "micro_batch: must be 1 or more, found 0");
  run::TrainRequest cut = request();
  cut.trajectory = 0;
  EXPECT_EQ(said(cut), "trajectory: must be 1 to 1000, found 0");
  const plan::Plan good = plan_;
  plan_.training.context = 100'000;
  EXPECT_THAT(said(request()), HasSubstr("token"));
  plan_ = good;
  for (plan::Tensor& tensor : plan_.tensors)
    if (tensor.name == "embed.weight") {
      const std::int64_t more = ((std::int64_t{1} << 36) - tensor.shape.front()) * tensor.shape.back();
      tensor.shape.front() = std::int64_t{1} << 36;
      plan_.parameters.total += more;
    }
  EXPECT_THAT(said(request()), StartsWith("out of memory for the model: "));
  plan_ = good;
  EXPECT_EQ(trial().reason, run::TrialEnd::finished);
}

}  // namespace
}  // namespace cdp::runtime::testing
