// Ok means ok, to the end: what the checks accept of specs that nobody wrote makes a model that runs forwards and
// backwards, and `cdp train` trains a step of it. What is written of each plan is tested with the driver.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

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
constexpr std::uint64_t kTrained = 4;  // of a task
constexpr double kMostTrained = 3e5;   // numbers of a model that a test has time for

/// The plans that the checks accept, at every target, small enough to be run.
std::vector<plan::Plan> accepted_plans(std::uint64_t seed) {
  Files files = pipeline::default_files();
  files.memory["random.cdp"] = test::random_spec(seed);
  const auto analysis = pipeline::analyse("random.cdp", files);
  EXPECT_TRUE(analysis);
  pipeline::check_targets(**analysis);
  std::vector<plan::Plan> plans;
  if ((*analysis)->sink.has_errors()) return plans;
  for (const auto& at : pipeline::scale_targets(**analysis, "all"))
    if (at.scaled.parameters.total <= kMostTrained && at.scaled.target.at("batch") <= 8)
      plans.push_back(pipeline::emit(**analysis, at.scaled, pipeline::Reasons::kLeaveOut));
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
      const auto model = Model::build(plan, torch::kCPU, plan::Precision::fp32);
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

/// Rows of so many features, then a label or the three numbers that the generated models predict.
std::string table_for(const plan::Training& training) {
  const std::int64_t numbers = *training.features + (training.task == plan::TaskKind::regress ? 3 : 0);
  std::string text;
  for (std::int64_t i = 0; i < numbers; ++i) text += "c" + std::to_string(i) + (i + 1 < numbers ? "," : "");
  text += training.task == plan::TaskKind::classify ? ",label\n" : "\n";
  for (std::int64_t row = 0; row < 10; ++row) {
    for (std::int64_t i = 0; i < numbers; ++i)
      text += std::to_string((row * 7 + i * 3) % 11) + (i + 1 < numbers ? "," : "");
    text += training.task == plan::TaskKind::classify ? "," + std::to_string(row % 3) + "\n" : "\n";
  }
  return text;
}

TEST(RandomSpecs, AcceptedMeansThatItTrains) {
  const test::TempFolder folder;
  const std::string bytes = folder.write("text", sample_text());
  test::ProcessOptions options;
  options.environment = {{"OMP_NUM_THREADS", "1"}, {"OPENBLAS_NUM_THREADS", "1"}};
  std::map<plan::TaskKind, std::uint64_t> trained;  // by task
  for (std::uint64_t seed = 0; seed < kSpecs; ++seed) {
    const auto plans = accepted_plans(seed);
    if (plans.size() < 3) continue;
    const plan::Training& training = plans.front().training;
    if (++trained[training.task] > kTrained) continue;
    const std::string name = std::to_string(seed);
    const std::string data = training.features ? folder.write(name + ".csv", table_for(training)) : bytes;
    std::vector<std::string> command = {CDP_PROGRAMS_DIR "/cdp",
                                        "train",
                                        folder.write(name + ".cdp", test::random_spec(seed)),
                                        "--target",
                                        "a",
                                        "--data",
                                        data,
                                        "--out",
                                        folder.file("run" + name),
                                        "--steps",
                                        "1",
                                        "--device",
                                        "cpu"};
    if (training.context) command.insert(command.end(), {"--token-type", "bytes"});
    const auto result = test::run(command, options);
    // A model may well be one that no learning rate saves; it must not be one that is refused.
    const bool diverged = result.exit_code == 1 && result.text().find("became NaN or infinite") != std::string::npos;
    EXPECT_TRUE(result.exit_code == 0 || diverged) << "seed " << seed << "\n"
                                                   << result.text() << test::random_spec(seed);
  }
  for (const plan::TaskKind task : all_of<plan::TaskKind>()) EXPECT_GE(trained[task], kTrained) << word(task);
}

}  // namespace
}  // namespace cdp::models
