// Updates by foreach operations against the CPU pass.
#include "runtime/optim/foreach.h"

#include "runtime/optim/one_pass.h"
#include "tests/runtime/optim/update_data.h"

namespace cdp::runtime {
namespace {

void expect_near(const std::vector<UpdateTensor>& a, const std::vector<UpdateTensor>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_TRUE(at::allclose(a[i].master, b[i].master, 1e-5, 1e-6)) << i;
    EXPECT_TRUE(at::allclose(a[i].m, b[i].m, 1e-5, 1e-6)) << i;
    EXPECT_TRUE(!a[i].v.defined() || at::allclose(a[i].v, b[i].v, 1e-5, 1e-6)) << i;
    if (!a[i].shadow.defined()) continue;
    for (const auto* run : {&a, &b}) {
      EXPECT_TRUE(at::equal((*run)[i].shadow, (*run)[i].master.to(at::kBFloat16))) << i;
    }
  }
}

TEST(Foreach, DoesWhatTheOnePassDoes) {
  for (const plan::OptimizerKind rule : kNumberRules) {
    for (const std::int64_t step : {1, 2, 100}) {
      for (const double scale : {1.0, 0.3}) {
        auto one_pass = update_tensors(rule, step), foreach = update_tensors(rule, step);
        update_in_one_pass(one_pass, scale);
        update_by_foreach(foreach, scale == 1.0 ? at::Tensor() : at::scalar_tensor(scale, at::kDouble));
        expect_near(one_pass, foreach);
      }
    }
  }
}

TEST(Foreach, RulesMayBeMixed) {
  auto one_pass = mixed_tensors(3), foreach = mixed_tensors(3);
  update_in_one_pass(one_pass, 1);
  update_by_foreach(foreach, {});
  expect_near(one_pass, foreach);
}

TEST(Foreach, NormsAgree) {
  const auto gradients = gradients_in(update_tensors(plan::OptimizerKind::sgd, 1));
  const double norm = norm_in_one_pass(gradients);
  EXPECT_NEAR(norm_by_foreach(gradients).item<double>(), norm, 1e-4 * norm);
  EXPECT_EQ(norm_by_foreach({}).item<double>(), 0.0);
}

}  // namespace
}  // namespace cdp::runtime
