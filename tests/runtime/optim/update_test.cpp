// The numbers of a step against their formulas.
#include "runtime/optim/update.h"

#include "compiler/plan/optimizers.h"
#include "tests/compiler/plan/optimizer_plan.h"
#include "tests/runtime/optim/update_data.h"

namespace cdp::runtime {
namespace {

TEST(Update, AdamWsScalarsHaveTheBiasCorrections) {
  UpdateSettings settings{Rule::adamw, 0.01, 0.9, 0.99, 1e-8, 0.1, plan::DecayConvention::kCoupled};
  const UpdateScalars coupled = scalars_of(settings, 3, 0.5);
  EXPECT_DOUBLE_EQ(coupled.decay, 0.01 * 0.5 * 0.1);
  EXPECT_DOUBLE_EQ(coupled.rate, 0.005 / (1 - std::pow(0.9, 3)));
  EXPECT_DOUBLE_EQ(coupled.root, std::sqrt(1 - std::pow(0.99, 3)));
  settings.convention = plan::DecayConvention::kIndependent;
  const UpdateScalars independent = scalars_of(settings, 3, 0.5);
  EXPECT_DOUBLE_EQ(independent.decay, 0.1 * 0.5) << "the lr has no part in it, the schedule has";
  EXPECT_DOUBLE_EQ(independent.rate, coupled.rate);
}

TEST(Update, OtherRulesGoByTheirLr) {
  for (const Rule rule : {Rule::sgd, Rule::lion, Rule::muon}) {
    const UpdateScalars scalars = scalars_of({rule, 0.01, 0.9, 0.99, 0, 0.1, plan::DecayConvention::kCoupled}, 1, 0.5);
    EXPECT_DOUBLE_EQ(scalars.rate, 0.005);
    EXPECT_DOUBLE_EQ(scalars.decay, 0.0005);
  }
}

TEST(Update, EveryOptimizerOfTheTableIsARule) {
  for (const plan::OptimizerRow& row : plan::kOptimizerRows)
    EXPECT_EQ(plan::kOptimizerRows[static_cast<std::size_t>(rule_of(row.name))].name, row.name);
  EXPECT_EQ(rule_of("lion"), Rule::lion);
}

TEST(Update, SettingsAreTheTensors) {
  plan::Plan plan = plan::testing::with_optimizer(plan::testing::sample_plan(), "muon");
  plan.conventions.weight_decay = "independent";
  for (const plan::Tensor& tensor : plan.tensors) {
    const UpdateSettings settings = settings_of(tensor, plan);
    EXPECT_EQ(settings.rule, tensor.optimizer == "muon" ? Rule::muon : Rule::adamw) << tensor.name;
    EXPECT_EQ(settings.eps, tensor.optimizer == "muon" ? 0 : 1e-8);
    EXPECT_EQ(settings.lr, tensor.lr);
    EXPECT_EQ(settings.convention, plan::DecayConvention::kIndependent);
  }
}

TEST(Update, GradientsAreWideAndScaled) {
  const auto tensors = update_tensors(Rule::sgd, 1);
  const auto plain = gradients_of(tensors, {});
  const auto half = gradients_of(tensors, at::scalar_tensor(0.5, at::kDouble));
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    EXPECT_EQ(plain[i].scalar_type(), at::kFloat);
    EXPECT_TRUE(at::equal(plain[i], tensors[i].gradient.to(at::kFloat)));
    EXPECT_TRUE(at::equal(half[i], plain[i] * 0.5));
  }
}

}  // namespace
}  // namespace cdp::runtime
