// One update of AdamW against its formula.
#include "runtime/optim/adamw_update.h"

#include "tests/runtime/optim/update_data.h"

namespace cdp::runtime {
namespace {

TEST(AdamWUpdate, ScalarsAreTheFormula) {
  AdamWSettings settings{0.01, 0.9, 0.99, 1e-8, 0.1, WeightDecay::kCoupled};
  const AdamWScalars coupled = scalars_of(settings, 3, 0.5);
  EXPECT_DOUBLE_EQ(coupled.decay, 0.01 * 0.5 * 0.1);
  EXPECT_DOUBLE_EQ(coupled.rate, 0.005 / (1 - std::pow(0.9, 3)));
  EXPECT_DOUBLE_EQ(coupled.root, std::sqrt(1 - std::pow(0.99, 3)));
  settings.convention = WeightDecay::kIndependent;
  const AdamWScalars independent = scalars_of(settings, 3, 0.5);
  EXPECT_DOUBLE_EQ(independent.decay, 0.1 * 0.5) << "the lr has no part in it, the schedule has";
  EXPECT_DOUBLE_EQ(independent.rate, coupled.rate);
}

TEST(AdamWUpdate, BitsDontDependOnThreads) {
  const int threads = at::get_num_threads();
  std::vector<std::vector<AdamWTensor>> runs;
  std::vector<double> norms;
  for (const int count : {1, 3, 8}) {
    at::set_num_threads(count);
    runs.push_back(update_tensors(5));
    update_in_one_pass(runs.back(), 0.9);
    std::vector<at::Tensor> gradients;
    for (const AdamWTensor& tensor : runs.back()) gradients.push_back(tensor.gradient);
    norms.push_back(norm_in_one_pass(gradients));
  }
  at::set_num_threads(threads);
  for (std::size_t run = 1; run < runs.size(); ++run) {
    EXPECT_EQ(norms[run], norms[0]);
    for (std::size_t i = 0; i < runs[0].size(); ++i) {
      EXPECT_TRUE(at::equal(runs[run][i].master, runs[0][i].master));
      EXPECT_TRUE(at::equal(runs[run][i].v, runs[0][i].v));
    }
  }
}

TEST(AdamWUpdate, NormIsTheNormOfAllTogether) {
  const std::vector<at::Tensor> tensors = {at::full({3}, 2.0f), at::full({2, 2}, 1.0f).to(at::kBFloat16),
                                           at::zeros({0})};
  EXPECT_DOUBLE_EQ(norm_in_one_pass(tensors), 4.0);
  EXPECT_DOUBLE_EQ(norm_in_one_pass({}), 0.0);
}

TEST(AdamWUpdate, GradientsMayLieAnyhow) {
  auto straight = update_tensors(1), crossed = update_tensors(1);
  straight = {straight[2]};
  crossed = {crossed[2]};
  for (at::Tensor AdamWTensor::*member :
       {&AdamWTensor::master, &AdamWTensor::m, &AdamWTensor::v, &AdamWTensor::gradient}) {
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
