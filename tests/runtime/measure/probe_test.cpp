// Which activations are looked at, and their sizes.
#include "runtime/measure/probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/compiler/plan/sample_plan.h"

namespace cdp::runtime {
namespace {

using ::testing::Contains;
using ::testing::Not;

class ProbeTest : public ::testing::Test {
 protected:
  std::vector<std::string> modules(const std::vector<run::ActivationLine>& lines) {
    std::vector<std::string> names;
    for (const run::ActivationLine& line : lines) names.push_back(line.module);
    return names;
  }

  plan::Plan plan_ = plan::testing::sample_plan();
  Model model_ = *Model::build(plan_, torch::kCPU, plan::Precision::fp32, Names::kKeep);
  torch::Tensor ids_ = at::arange(16).reshape({2, 8});
  Probe probe_{plan_, model_, ids_};
  run::ActivationLine at_{{{"width", 8}}, 7, 0, ""};
};

TEST_F(ProbeTest, SeesEveryValueOfEveryLayer) {
  const auto names = modules(probe_.look(model_, at_));
  for (const char* name : {"embed", "blocks.0.attn.q", "blocks.1.attn.q", "blocks.1.add_2", "blocks", "norm", "head",
                           "blocks.0.mlp_mult", "blocks.0.mul", "blocks.0.silu"})
    EXPECT_THAT(names, Contains(name));
  EXPECT_THAT(names, Not(Contains("blocks.0.rope_1")));  // only turns
  EXPECT_THAT(names, Not(Contains("blocks.0.merge_heads")));
}

TEST_F(ProbeTest, SizesAreRootMeanSquares) {
  const auto lines = probe_.look(model_, at_);
  const double embed = std::sqrt(model_.parameters()[0].master.detach().pow(2).mean().item<double>());
  EXPECT_NEAR(lines.at(0).rms, embed, 1e-6);  // every row is read once
  EXPECT_EQ(lines.at(0).seed, 7);
  EXPECT_EQ(lines.at(0).value, "%1");
  EXPECT_FALSE(lines.at(0).change);
  const at::NoGradGuard no_grad;
  EXPECT_NEAR(lines.back().rms, rms(model_.forward(ids_)), 1e-6);
}

TEST_F(ProbeTest, ChangesAreAgainstTheFirstLook) {
  (void)probe_.look(model_, at_);
  {
    const at::NoGradGuard no_grad;
    model_.parameters()[0].master.mul_(3);
  }
  auto lines = probe_.look(model_, at_);
  EXPECT_NEAR(*lines.at(0).change, lines.at(0).rms * 2 / 3, 1e-6);
  lines = probe_.look(model_, at_);
  EXPECT_NEAR(*lines.at(0).change, lines.at(0).rms * 2 / 3, 1e-6);
}

TEST(Rms, OfWhatIsSmallToo) {
  EXPECT_NEAR(rms(torch::full({1000}, 3.0F)), 3, 1e-6);
  EXPECT_NEAR(rms(torch::full({1000}, 1e-30F)) / 1e-30, 1, 1e-6);
  EXPECT_EQ(rms(torch::zeros({3})), 0);
  EXPECT_EQ(rms(torch::zeros({0})), 0);
  EXPECT_TRUE(std::isnan(rms(torch::full({2}, NAN))));
}

}  // namespace
}  // namespace cdp::runtime
