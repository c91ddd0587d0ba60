// The numbers of a step against their formulas.
#include "runtime/optim/update.h"

#include "tests/compiler/plan/optimizer_plan.h"
#include "tests/runtime/optim/update_data.h"

namespace cdp::runtime {
namespace {

TEST(Update, AdamWsScalarsHaveTheBiasCorrections) {
  UpdateSettings settings{plan::OptimizerKind::adamw, 0.01, 0.9, 0.99, 1e-8, 0.1, plan::DecayConvention::coupled};
  const UpdateScalars coupled = scalars_of(settings, 3, 0.5);
  EXPECT_DOUBLE_EQ(coupled.decay, 0.01 * 0.5 * 0.1);
  EXPECT_DOUBLE_EQ(coupled.rate, 0.005 / (1 - std::pow(0.9, 3)));
  EXPECT_DOUBLE_EQ(coupled.root, std::sqrt(1 - std::pow(0.99, 3)));
  settings.convention = plan::DecayConvention::independent;
  const UpdateScalars independent = scalars_of(settings, 3, 0.5);
  EXPECT_DOUBLE_EQ(independent.decay, 0.1 * 0.5) << "the lr has no part in it, the schedule has";
  EXPECT_DOUBLE_EQ(independent.rate, coupled.rate);
}

TEST(Update, OtherRulesGoByTheirLr) {
  for (const plan::OptimizerKind rule :
       {plan::OptimizerKind::sgd, plan::OptimizerKind::lion, plan::OptimizerKind::muon}) {
    const UpdateScalars scalars = scalars_of({rule, 0.01, 0.9, 0.99, 0, 0.1, plan::DecayConvention::coupled}, 1, 0.5);
    EXPECT_DOUBLE_EQ(scalars.rate, 0.005);
    EXPECT_DOUBLE_EQ(scalars.decay, 0.0005);
  }
}

TEST(Update, SettingsAreTheTensors) {
  plan::Plan plan = plan::testing::with_optimizer(plan::testing::sample_plan(), plan::OptimizerKind::muon);
  plan.conventions.weight_decay = plan::DecayConvention::independent;
  for (const plan::Tensor& tensor : plan.tensors) {
    const UpdateSettings settings = settings_of(tensor, plan);
    EXPECT_EQ(settings.rule, *tensor.optimizer) << tensor.name;
    EXPECT_EQ(settings.eps, tensor.optimizer == plan::OptimizerKind::muon ? 0 : 1e-8);
    EXPECT_EQ(settings.lr, tensor.lr);
    EXPECT_EQ(settings.convention, plan::DecayConvention::independent);
  }
}

TEST(Update, GradientsAreWideAndScaled) {
  const auto tensors = update_tensors(plan::OptimizerKind::sgd, 1);
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
