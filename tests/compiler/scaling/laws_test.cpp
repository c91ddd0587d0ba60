// Laws fitted from sweeps: their numbers, and the batch policy, schedule and optimizer that they are held to.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/compiler/scaling/rule_sets.h"
#include "tests/compiler/scaling/scaling_support.h"

namespace cdp::scaling {
namespace {

using sema::Hp;
using test::compile;
using test::Ids;
using test::spec_of;

test::RuleSetCase law(const std::string& name) {
  for (const auto& tested : test::rule_set_cases())
    if (tested.name() == name) return tested;
  ADD_FAILURE() << name;
  return {};
}

/// Non-embedding parameters of the library's Gpt: 16 width^2 in the matrices of a block, two gains of it and two of a
/// head, and the last norm.
double size_of(double width, double depth) {
  return depth * (16 * width * width + 2 * width + 2 * 64) + width;
}

double lr_at(const std::string& name, const std::string& scale) {
  const auto compiled = compile(spec_of(law(name), "target far { " + scale + " }\n"), "far");
  EXPECT_EQ(compiled->messages(), Ids{});
  const double lr = compiled->value(Hp::lr, "embed.weight") / 4e-3;
  EXPECT_EQ(compiled->value(Hp::lr, "blocks.*.mlp.up.weight", {0}) / 4e-3, lr) << "one global learning rate";
  return lr;
}

TEST(Laws, Fitted) {
  // arXiv:2601.05049: N^-0.2219 D^-0.3509.
  const double growth = size_of(512, 8) / size_of(128, 4);
  EXPECT_NEAR(growth, 31.8, 0.2);
  EXPECT_NEAR(lr_at("fitted_lr", "width = 512; depth = 8; duration = 80M tok"),
              std::pow(growth, -0.2219) * std::pow(8, -0.3509), 1e-12);
  EXPECT_NEAR(lr_at("fitted_lr", "duration = 100M tok"), 0.4457589, 1e-7);
}

TEST(Laws, Step) {
  // arXiv:2503.04715: N^-0.713 D^0.307 at a batch of D^0.571. D x8 is a batch x3.278.
  EXPECT_NEAR(lr_at("step_law", "batch = 105 seq; duration = 80M tok"), 1.8934273, 1e-7);
  EXPECT_NEAR(lr_at("step_law", "width = 512; depth = 8; batch = 105 seq; duration = 80M tok"),
              std::pow(size_of(512, 8) / size_of(128, 4), -0.713) * std::pow(8, 0.307), 1e-12);
}

TEST(Laws, TokenHorizon) {
  // arXiv:2409.19913: D^-0.32.
  EXPECT_NEAR(lr_at("token_horizon", "duration = 100M tok"), 0.4786301, 1e-7);
}

Ids faults(const std::string& name, const std::string& scale, const std::string& training = "") {
  test::RuleSetCase tested = law(name);
  if (!training.empty()) tested.training = training;
  return compile(spec_of(tested, "target far { " + scale + " }\n"), "far")->ids();
}

TEST(Laws, HoldTheirBatchPolicy) {
  EXPECT_EQ(faults("fitted_lr", "batch = 64 seq"), Ids{"E0440"});
  EXPECT_EQ(faults("token_horizon", "batch = 64 seq"), Ids{"E0440"});
  EXPECT_EQ(faults("token_horizon", "width = 256"), Ids{"E0440"}) << "it says nothing of the model's size";
  EXPECT_EQ(faults("step_law", "duration = 80M tok"), Ids{"E0440"});
  EXPECT_EQ(faults("step_law", "batch = 256 seq; duration = 80M tok"), Ids{"E0440"});
  EXPECT_EQ(faults("step_law", "batch = 96 seq; duration = 80M tok"), Ids{}) << "within a tenth";
}

TEST(Laws, HoldTheirScheduleAndOptimizer) {
  EXPECT_EQ(faults("fitted_lr", "duration = 80M tok", "schedule = cosine"), Ids{"E0426"});
  EXPECT_EQ(faults("step_law", "width = 128", "schedule = wsd"), Ids{"E0426"});
  EXPECT_EQ(faults("token_horizon", "width = 128", "schedule = wsd"), Ids{"E0426"});
  EXPECT_EQ(faults("power_lines", "width = 128", "schedule = cosine"), Ids{"E0426"});
}

TEST(Laws, PowerLinesGivesTheTimeScale) {
  // arXiv:2505.13738: tau = B / (lr weight_decay D), a share of the run, follows (D / N)^-0.52.
  const auto tested = law("power_lines");
  const std::string spec = spec_of(tested, "target far { width = 512; batch = 64 seq; duration = 640M tok }\n");
  const auto tau = [&](const test::Compiled& at, const std::string& path) {
    const std::vector<std::int64_t> layers(path.starts_with("blocks") ? 1 : 0, 0);
    return at.scaled->target.batch_tokens() / at.scaled->target.at("duration") /
           (at.value(Hp::lr, path, layers) * at.value(Hp::weight_decay, path, layers));
  };
  const auto reference = compile(spec);
  const auto far = compile(spec, "far");
  const double per_parameter = 64 / (size_of(512, 4) / size_of(128, 4));
  for (const std::string path : {"embed.weight", "head.weight", "blocks.*.mlp.up.weight"})
    EXPECT_NEAR(tau(*far, path) / tau(*reference, path), std::pow(per_parameter, -0.52), 1e-12) << path;
}

}  // namespace
}  // namespace cdp::scaling
