// The best evaluation's checkpoint: which one it is, what it costs, and that a killed run finds its own again.
#include "runtime/train/best.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>

#include "compiler/base/text.h"
#include "run/log.h"
#include "tests/runtime/train/tiny_run.h"

namespace cdp::runtime::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class BestRun : public TinyRun {
 protected:
  std::string step_of(const std::string& name) const {
    const auto file = SafetensorsFile::open(dir_.file(name));
    return file ? file->header().metadata.at("step") : "none";
  }
  run::Log log(const std::string& out) const {
    auto log = run::read_log(dir_.read(out + "/metrics.jsonl"), out);
    return log ? *log : run::Log{};
  }
  /// A learning rate that grows by step: the first evaluations improve, later ones get worse.
  void get_worse() {
    plan_.training.schedule = {plan::ScheduleKind::constant, 12, {}, 0};
    for (plan::Tensor& tensor : plan_.tensors) tensor.lr = 0.3;
  }
};

TEST_F(BestRun, IsTheLastWhereTheLossFalls) {
  run(options("run"));
  EXPECT_EQ(step_of("run/best.safetensors"), "12");
  EXPECT_EQ(dir_.read("run/best.safetensors"), dir_.read("run/checkpoint.safetensors"));
  EXPECT_TRUE(std::filesystem::equivalent(dir_.file("run/best.safetensors"), dir_.file("run/checkpoint.safetensors")))
      << "one file with two names";
  EXPECT_FALSE(std::filesystem::exists(dir_.file("run/best.safetensors.new")));
  EXPECT_THAT(out_, AllOf(HasSubstr("epochs   0.05"), HasSubstr("at step 12, the last: " + dir_.file("run/best"))));
}

TEST_F(BestRun, StaysWhereTheLossRises) {
  get_worse();
  run::TrainOptions asked = options("run");
  asked.eval_every = 1;
  run(asked);
  const run::Log got = log("run");
  const auto best = std::min_element(got.evals.begin(), got.evals.end(),
                                     [](const run::EvalLine& a, const run::EvalLine& b) { return a.loss < b.loss; });
  ASSERT_LT(best->loss * 1.01, got.evals.back().loss) << "the run has to get worse";
  EXPECT_EQ(step_of("run/best.safetensors"), std::to_string(best->step));
  EXPECT_EQ(step_of("run/checkpoint.safetensors"), "12");
  EXPECT_THAT(out_, AllOf(HasSubstr("worse than the best, of step " + std::to_string(best->step)),
                          Not(HasSubstr("what counting tokens tells"))));
  // It can be gone on from, like any checkpoint.
  std::filesystem::copy_file(dir_.file("run/best.safetensors"), dir_.file("run/checkpoint.safetensors"),
                             std::filesystem::copy_options::overwrite_existing);
  asked.resume = run::Resume::kYes;
  run(asked);
  EXPECT_EQ(log("run").evals.back().loss, got.evals.back().loss) << "bit for bit";
  EXPECT_EQ(step_of("run/best.safetensors"), std::to_string(best->step));
}

TEST_F(BestRun, SurvivesAResume) {
  get_worse();
  run::TrainOptions asked = options("whole");
  asked.eval_every = 1;
  run(asked);
  asked.out = dir_.file("parts");
  asked.steps = std::stoi(step_of("whole/best.safetensors")) + 2;
  run(asked);
  asked.steps.reset();
  asked.resume = run::Resume::kYes;
  run(asked);
  EXPECT_EQ(dir_.read("parts/best.safetensors"), dir_.read("whole/best.safetensors"));
}

TEST_F(BestRun, OfARunKilledBeforeTheSecondNameIsMadeUpFor) {
  run::TrainOptions asked = options("run");
  asked.steps = 8;
  run(asked);
  ASSERT_EQ(step_of("run/best.safetensors"), "8");
  ASSERT_TRUE(std::filesystem::remove(dir_.file("run/best.safetensors")));
  dir_.write("run/best.safetensors.new", "of the run that was killed");
  const auto folder = run::Folder::open(dir_.file("run"), run::Start::kResume);
  ASSERT_TRUE(folder);
  const auto checkpoint = open_checkpoint(folder->checkpoint(), sha256(dir_.read("run/plan.json")));
  const auto metrics = run::Metrics::resume(folder->metrics(), run::words_of(plan::TaskKind::next_token), {8, 4});
  ASSERT_TRUE(checkpoint && metrics);
  const auto best = best_so_far(*folder, checkpoint->info, *metrics);
  ASSERT_TRUE(best && *best);
  EXPECT_TRUE((*best)->kept);
  EXPECT_EQ(dir_.read("run/best.safetensors"), dir_.read("run/checkpoint.safetensors"));
  EXPECT_FALSE(std::filesystem::exists(dir_.file("run/best.safetensors.new")));
}

TEST_F(BestRun, OfALaterStepDoesNotCount) {
  run(options("run"));
  const auto folder = run::Folder::open(dir_.file("run"), run::Start::kResume);
  ASSERT_TRUE(folder);
  const auto file = open_checkpoint(folder->best(), sha256(dir_.read("run/plan.json")));
  ASSERT_TRUE(file) << file.error().text();
  ASSERT_TRUE(file->info.held_out_loss);
  const auto metrics = run::Metrics::begin(dir_.file("m"), run::words_of(plan::TaskKind::next_token));
  ASSERT_TRUE(metrics);
  CheckpointInfo begin = file->info;
  const auto here = best_so_far(*folder, begin, *metrics);
  ASSERT_TRUE(here && *here);
  EXPECT_EQ((*here)->step, 12);
  EXPECT_TRUE((*here)->kept);
  begin.step = 11;
  EXPECT_FALSE(*best_so_far(*folder, begin, *metrics));
  begin.step = 12;
  begin.data = "other data";
  EXPECT_FALSE(*best_so_far(*folder, begin, *metrics));
}

}  // namespace
}  // namespace cdp::runtime::testing
