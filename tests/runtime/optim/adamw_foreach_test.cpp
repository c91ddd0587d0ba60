// AdamW by foreach operations against the CPU pass.
#include "tests/runtime/optim/update_data.h"

namespace cdp::runtime {
namespace {

TEST(AdamWForeach, DoesWhatTheOnePassDoes) {
  for (const std::int64_t step : {1, 2, 100}) {
    for (const double gradient_scale : {1.0, 0.3}) {
      auto one_pass = update_tensors(step), foreach = update_tensors(step);
      update_in_one_pass(one_pass, gradient_scale);
      update_by_foreach(foreach, gradient_scale);
      for (std::size_t i = 0; i < one_pass.size(); ++i) {
        EXPECT_TRUE(at::allclose(one_pass[i].master, foreach[i].master, 1e-5, 1e-6)) << i;
        EXPECT_TRUE(at::allclose(one_pass[i].m, foreach[i].m, 1e-5, 1e-6)) << i;
        EXPECT_TRUE(at::allclose(one_pass[i].v, foreach[i].v, 1e-5, 1e-6)) << i;
        if (!one_pass[i].shadow.defined()) continue;
        for (const auto* run : {&one_pass, &foreach}) {
          EXPECT_TRUE(at::equal((*run)[i].shadow, (*run)[i].master.to(at::kBFloat16))) << i;
        }
      }
    }
  }
}

TEST(AdamWForeach, NormsAgree) {
  std::vector<at::Tensor> gradients;
  for (const AdamWTensor& tensor : update_tensors(1)) gradients.push_back(tensor.gradient);
  EXPECT_NEAR(norm_by_foreach(gradients), norm_in_one_pass(gradients), 1e-4 * norm_in_one_pass(gradients));
  EXPECT_EQ(norm_by_foreach({}), 0.0);
}

}  // namespace
}  // namespace cdp::runtime
