// Ok means ok, to the end: what the checks accept of specs that nobody wrote makes a model that runs forwards and
// backwards, and `cdp train` trains a step of it. What is written of each plan is tested with the driver.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/plan/json.h"
#include "runtime/graph/model.h"
#include "tests/models/models.h"
#include "tests/support/process.h"
#include "tests/support/random_spec.h"
#include "tests/support/temp_folder.h"

namespace cdp::models {
namespace {

using runtime::Model;

constexpr std::uint64_t kSpecs = 240;
constexpr std::uint64_t kTrained = 12;
constexpr double kMostTrained = 3e5;  // numbers of a model that a test has time for

/// The plans that the checks accept, at every target, small enough to be run.
std::vector<plan::Plan> accepted_plans(std::uint64_t seed) {
  Files files = driver::default_files();
  files.memory["random.cdp"] = test::random_spec(seed);
  const auto analysis = driver::analyse("random.cdp", files);
  EXPECT_TRUE(analysis);
  driver::check_targets(**analysis);
  std::vector<plan::Plan> plans;
  if ((*analysis)->sink.has_errors()) return plans;
  for (const auto& at : driver::scale_targets(**analysis, "all"))
    if (at.scaled.parameters.total <= kMostTrained && at.scaled.target.at("batch") <= 8)
      plans.push_back(driver::emit(**analysis, at.scaled, driver::Reasons::kLeaveOut));
  return plans;
}

torch::Tensor input_of(const plan::Training& training) {
  if (training.features) return torch::randn({training.batch, *training.features});
  return torch::randint(0, 16, {training.batch, *training.context}, torch::kLong);
}

TEST(RandomSpecs, AcceptedMeansThatItRuns) {
  std::size_t ran = 0;
  for (std::uint64_t seed = 0; seed < kSpecs; ++seed) {
    for (const plan::Plan& plan : accepted_plans(seed)) {
      const auto model = Model::build(plan, torch::kCPU, runtime::Precision::kFp32);
      ASSERT_TRUE(model) << "seed " << seed << ": " << model.error().text() << "\n" << test::random_spec(seed);
      try {
        const torch::Tensor output = model->forward(input_of(plan.training));
        EXPECT_EQ(output.size(-1), model->outputs()) << "seed " << seed;
        if (output.requires_grad()) output.sum().backward();
        ++ran;
      } catch (const std::exception& fault) {
        ADD_FAILURE() << "seed " << seed << " at " << plan.target << ": " << fault.what() << "\n"
                      << test::random_spec(seed);
      }
    }
  }
  EXPECT_GT(ran, kSpecs / 4);
}

TEST(RandomSpecs, AcceptedMeansThatItTrains) {
  const test::TempFolder folder;
  std::string text;
  for (int i = 0; i < 400; ++i) text += "every tensor gets what it needs, " + std::to_string(i % 7) + " times. ";
  const std::string data = folder.write("text", text);
  test::ProcessOptions options;
  options.environment = {{"OMP_NUM_THREADS", "1"}, {"OPENBLAS_NUM_THREADS", "1"}};
  std::uint64_t trained = 0;
  for (std::uint64_t seed = 0; trained < kTrained && seed < kSpecs; ++seed) {
    const auto plans = accepted_plans(seed);
    if (plans.size() < 3 || plans.front().training.features) continue;
    ++trained;
    const std::string spec = folder.write(std::to_string(seed) + ".cdp", test::random_spec(seed));
    const auto result = test::run(
        {CDP_PROGRAMS_DIR "/cdp", "train", spec, "--target", "a", "--data", data, "--out",
         folder.file("run" + std::to_string(seed)), "--steps", "1", "--device", "cpu", "--token-type", "bytes"},
        options);
    // A model may well be one that no learning rate saves; it must not be one that is refused.
    const bool diverged = result.text().find("not a finite number") != std::string::npos;
    EXPECT_TRUE(result.exit_code == 0 || diverged) << "seed " << seed << "\n"
                                                   << result.text() << test::random_spec(seed);
  }
  EXPECT_EQ(trained, kTrained);
}

}  // namespace
}  // namespace cdp::models
