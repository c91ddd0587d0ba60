// Whole runs under each optimizer: they learn, and a resumed one ends with the same bits.
#include <gmock/gmock.h>

#include "run/log.h"
#include "tests/compiler/plan/optimizer_plan.h"
#include "tests/runtime/train/tiny_run.h"

namespace cdp::runtime::testing {
namespace {

class OptimizerRun : public TinyRun, public ::testing::WithParamInterface<plan::OptimizerKind> {
 protected:
  OptimizerRun() {
    plan_ = plan::testing::with_optimizer(plan_, GetParam());
    for (plan::Tensor& tensor : plan_.tensors) tensor.lr = lr_of(tensor);
  }

  /// Each rule has steps of another size: those of lion and muon are as large as the lr says, whatever the gradient.
  double lr_of(const plan::Tensor& tensor) const {
    if (GetParam() == plan::OptimizerKind::sgd) return 0.2;
    if (GetParam() == plan::OptimizerKind::lion) return 2e-3;
    return tensor.optimizer == plan::OptimizerKind::muon ? 0.05 : 0.01;
  }
  std::string checkpoint(const std::string& out) const { return dir_.read(out + "/checkpoint.safetensors"); }
};

INSTANTIATE_TEST_SUITE_P(Table, OptimizerRun, ::testing::ValuesIn(all_of<plan::OptimizerKind>()),
                         [](const auto& tested) { return std::string(word(tested.param)); });

TEST_P(OptimizerRun, Learns) {
  plan_.training.steps = 40;
  plan_.training.batch = 8;
  run(options("run"));
  const auto log = run::read_log(dir_.read("run/metrics.jsonl"), "run");
  ASSERT_TRUE(log) << log.error().text();
  const double first = log->train.front().loss;
  const double last = log->evals.back().loss;
  EXPECT_LT(last, first - 1) << "from " << first << ", near that of a guess";
}

TEST_P(OptimizerRun, ResumeEqualsNoResumeBitForBit) {
  for (const plan::Precision precision : all_of<plan::Precision>()) {
    const std::string name(word(precision));
    run::TrainOptions whole = options(name + "_whole"), parts = options(name + "_parts");
    whole.precision = parts.precision = precision;
    run(whole);
    parts.steps = 6;
    run(parts);
    EXPECT_NE(checkpoint(name + "_parts"), checkpoint(name + "_whole"));
    parts.steps.reset();
    parts.resume = run::Resume::kYes;
    run(parts);
    EXPECT_EQ(checkpoint(name + "_parts"), checkpoint(name + "_whole")) << name;
  }
}

}  // namespace
}  // namespace cdp::runtime::testing
