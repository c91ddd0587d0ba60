// The CPU's pass: what it promises about bits, threads and layouts. The formulas are tested with the kernels.
#include "runtime/optim/one_pass.h"

#include "tests/runtime/optim/update_data.h"

namespace cdp::runtime {
namespace {

TEST(OnePass, BitsDontDependOnThreads) {
  const int threads = at::get_num_threads();
  for (const plan::OptimizerKind rule : kNumberRules) {
    std::vector<std::vector<UpdateTensor>> runs;
    std::vector<double> norms;
    for (const int count : {1, 3, 8}) {
      at::set_num_threads(count);
      runs.push_back(update_tensors(rule, 5));
      update_in_one_pass(runs.back(), 0.9);
      norms.push_back(norm_in_one_pass(gradients_in(runs.back())));
    }
    at::set_num_threads(threads);
    for (std::size_t run = 1; run < runs.size(); ++run) {
      EXPECT_EQ(norms[run], norms[0]);
      for (std::size_t i = 0; i < runs[0].size(); ++i) {
        EXPECT_TRUE(at::equal(runs[run][i].master, runs[0][i].master));
        EXPECT_TRUE(at::equal(runs[run][i].m, runs[0][i].m));
      }
    }
  }
}

TEST(OnePass, RulesMayBeMixed) {
  auto together = mixed_tensors(3), alone = mixed_tensors(3);
  update_in_one_pass(together, 1);
  for (std::size_t i = 0; i < alone.size(); ++i) {
    update_in_one_pass({alone[i]}, 1);
    EXPECT_TRUE(at::equal(together[i].master, alone[i].master)) << i;
  }
}

TEST(OnePass, NormIsTheNormOfAllTogether) {
  const std::vector<at::Tensor> tensors = {at::full({3}, 2.0f), at::full({2, 2}, 1.0f).to(at::kBFloat16),
                                           at::zeros({0})};
  EXPECT_DOUBLE_EQ(norm_in_one_pass(tensors), 4.0);
  EXPECT_DOUBLE_EQ(norm_in_one_pass({}), 0.0);
}

TEST(OnePass, GradientsMayLieAnyhow) {
  auto straight = update_tensors(plan::OptimizerKind::adamw, 1),
       crossed = update_tensors(plan::OptimizerKind::adamw, 1);
  straight = {straight[2]};
  crossed = {crossed[2]};
  for (at::Tensor UpdateTensor::*member :
       {&UpdateTensor::master, &UpdateTensor::m, &UpdateTensor::v, &UpdateTensor::gradient}) {
    straight[0].*member = (straight[0].*member).view({20, 50});
    crossed[0].*member = (crossed[0].*member).view({20, 50});
  }
  straight[0].shadow = crossed[0].shadow = at::Tensor();
  crossed[0].gradient = crossed[0].gradient.t().contiguous().t();
  update_in_one_pass(straight, 1);
  update_in_one_pass(crossed, 1);
  EXPECT_TRUE(at::equal(straight[0].master, crossed[0].master));
}

}  // namespace
}  // namespace cdp::runtime
