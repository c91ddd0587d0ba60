// Whole measurements of tiny plans.
#include "runtime/measure/measure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>

#include "compiler/plan/json.h"
#include "run/measured.h"
#include "tests/compiler/plan/sample_classifier.h"
#include "tests/support/temp_folder.h"

namespace cdp::runtime {
namespace {

using ::testing::HasSubstr;

class MeasureTest : public ::testing::Test {
 protected:
  MeasureTest() { at::set_num_threads(1); }

  std::string measured(run::MeasureOptions options = {}) {
    options.plan = folder_.write("plan.json", plan::to_json(plan_));
    options.device = run::DeviceChoice::cpu;
    std::FILE* const file = std::fopen(folder_.file("lines").c_str(), "w");
    const Status done = measure(options, file);
    std::fclose(file);
    return done ? folder_.read("lines") : "error: " + done.error().text();
  }

  static std::vector<run::MeasuredLine> lines_of(const std::string& text) {
    std::vector<run::MeasuredLine> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
      auto read = run::read_measured(line);
      EXPECT_TRUE(read) << line;
      if (read) lines.push_back(*std::move(read));
    }
    return lines;
  }

  plan::Plan brief() {
    plan::Plan plan = plan::testing::sample_plan();
    plan.training.steps = 3;
    plan.training.schedule = {plan::ScheduleKind::constant, 0, {}, 1};
    return plan;
  }

  test::TempFolder folder_;
  plan::Plan plan_ = brief();
};

TEST_F(MeasureTest, LinesOfEverySeedAndStep) {
  run::MeasureOptions options;
  options.seeds = {1, 2};
  const auto lines = lines_of(measured(options));
  std::set<std::pair<std::int64_t, std::int64_t>> activations;
  std::set<std::pair<std::int64_t, std::int64_t>> tensors;
  for (const run::MeasuredLine& line : lines) {
    if (const auto* one = std::get_if<run::ActivationLine>(&line)) activations.emplace(one->seed, one->step);
    if (const auto* one = std::get_if<run::TensorLine>(&line)) tensors.emplace(one->seed, one->step);
  }
  EXPECT_EQ(activations.size(), 2 * 4U);  // before the first step too
  EXPECT_EQ(tensors.size(), 2 * 3U);
  EXPECT_EQ(std::get<run::ActivationLine>(lines.at(0)).scale.at("width"), 8);
}

TEST_F(MeasureTest, TheFirstStepOfAdamIsTheLearningRate) {
  for (const run::MeasuredLine& line : lines_of(measured())) {
    const auto* one = std::get_if<run::TensorLine>(&line);
    if (one == nullptr || one->step != 1 || one->tensor != "head.weight") continue;
    EXPECT_NEAR(*one->update, 0.01, 0.001);  // whatever the gradient's size, but for weight decay
    EXPECT_NEAR(*one->weight, 0.25, 0.05);
    EXPECT_GT(*one->gradient, 0);
    return;
  }
  ADD_FAILURE() << "no line of head.weight";
}

TEST_F(MeasureTest, EqualSeedsGiveEqualBytes) {
  const std::string once = measured();
  EXPECT_EQ(once, measured());
  run::MeasureOptions other;
  other.seeds = {2};
  EXPECT_NE(once, measured(other));
}

TEST_F(MeasureTest, ARunThatDivergesSaysSoAndEnds) {
  for (plan::Tensor& tensor : plan_.tensors) tensor.lr = 1e38;
  plan_.training.steps = 50;
  const std::string lines = measured();
  EXPECT_THAT(lines, HasSubstr("\"rms\":null"));
  EXPECT_LT(std::get<run::ActivationLine>(lines_of(lines).back()).step, 50);
}

TEST_F(MeasureTest, AClassifierNeedsNoFileEither) {
  plan_ = plan::testing::sample_classifier();
  plan_.training.steps = 2;
  plan_.training.schedule = {plan::ScheduleKind::constant, 0, {}, 1};
  EXPECT_THAT(measured(), HasSubstr("\"module\":\"up\""));
}

TEST_F(MeasureTest, DataThatDoNotFitAreRefused) {
  run::MeasureOptions options;
  options.data = {folder_.write("text", std::string(9000, 'x'))};
  EXPECT_THAT(measured(options), HasSubstr("error: "));  // bytes, for a vocabulary of 16
}

}  // namespace
}  // namespace cdp::runtime
