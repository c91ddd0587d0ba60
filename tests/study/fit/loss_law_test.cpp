// Loss laws: what was put in comes out, with intervals that hold it, and "not identifiable" where it is so.
#include "study/fit/loss_law.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/study/fit/synthetic.h"

namespace cdp::study {
namespace {

CellOptimum loss_at(ScalePoint scale, double loss) {
  CellOptimum optimum;
  optimum.placement = Placement::kInside;
  optimum.cell.scale = std::move(scale);
  optimum.loss = loss;
  return optimum;
}

/// L = 1.7 + 0.9 (D / 1e8)^-0.28 at durations a factor of two apart from 1e7, with noise.
std::vector<CellOptimum> falling(std::size_t count, double noise, std::uint64_t seed = 1, double gamma = 0.28) {
  Random random(seed);
  std::vector<CellOptimum> optima;
  for (std::size_t i = 0; i < count; ++i) {
    const double duration = 1e7 * std::exp2(static_cast<double>(i));
    optima.push_back(
        loss_at({{"duration", duration}}, 1.7 + 0.9 * std::pow(duration / 1e8, -gamma) + noise * random.normal()));
  }
  return optima;
}

TEST(LossLaw, OfAPowerWithAnOffsetIsThatPower) {
  const auto law = fit_loss_law(falling(8, 0), {"duration"});
  ASSERT_TRUE(law);
  EXPECT_NEAR(law->floor, 1.7, 1e-4);
  EXPECT_NEAR(law->terms[0].gamma, 0.28, 1e-4);
  EXPECT_TRUE(law->terms[0].identifiable);
  const LossInterval at = predict(*law, {{"duration", 1e11}});
  EXPECT_NEAR(at.loss, 1.7 + 0.9 * std::pow(1e3, -0.28), 1e-4);
}

TEST(LossLaw, IntervalsHoldWhatTheRunsWereMadeWith) {
  int floors = 0;
  int gammas = 0;
  int predicted = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const auto law = fit_loss_law(falling(10, 0.003, seed), {"duration"});
    ASSERT_TRUE(law);
    floors += law->floor_low <= 1.7 && 1.7 <= law->floor_high ? 1 : 0;
    gammas += law->terms[0].low <= 0.28 && 0.28 <= law->terms[0].high ? 1 : 0;
    const LossInterval at = predict(*law, {{"duration", 1e11}});
    const double truth = 1.7 + 0.9 * std::pow(1e3, -0.28);
    predicted += at.low <= truth && truth <= at.high ? 1 : 0;
  }
  for (const int held : {floors, gammas, predicted}) {
    EXPECT_GE(held, 90);
    EXPECT_LE(held, 99) << "an interval that always holds says too little";
  }
}

TEST(LossLaw, IntervalsHoldAlongParamsAndDuration) {
  int held = 0;
  const test::Truth truth;
  test::Sweep sweep;
  sweep.params = {2e6, 8e6, 32e6, 128e6};
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Random random(seed);
    std::vector<CellOptimum> optima;
    for (const double params : sweep.params)
      for (const double duration : sweep.durations)
        optima.push_back(loss_at({{"params", params}, {"duration", duration}},
                                 test::true_loss(truth, params, duration) + 0.003 * random.normal()));
    const auto law = fit_loss_law(optima, {"duration", "params"});
    ASSERT_TRUE(law);
    const LossInterval at = predict(*law, {{"params", 1e9}, {"duration", 1e10}});
    const double wanted = test::true_loss(truth, 1e9, 1e10);
    held += at.low <= wanted && wanted <= at.high ? 1 : 0;
  }
  EXPECT_GE(held, 18);
}

TEST(LossLaw, SaysWhatIsNotIdentifiable) {
  const auto three = fit_loss_law(falling(3, 0), {"duration"});
  ASSERT_TRUE(three);
  EXPECT_FALSE(three->terms[0].identifiable) << "three unknowns from three losses";
  EXPECT_TRUE(std::isinf(predict(*three, {{"duration", 1e9}}).high));
  const auto noisy = fit_loss_law(falling(5, 0.2, 3), {"duration"});
  if (noisy) {
    EXPECT_FALSE(noisy->terms[0].identifiable);
  }
  EXPECT_EQ(fit_loss_law(falling(2, 0), {"duration"}).error().message,
            "a loss law along duration has 3 unknowns and needs an optimum at 4 scales or more; 2 have one");
}

TEST(LossLaw, ALossThatRisesIsNoLaw) {
  std::vector<CellOptimum> rising;
  for (const double duration : {1e7, 1e8, 1e9, 1e10})
    rising.push_back(loss_at({{"duration", duration}}, 2 + 0.1 * std::log10(duration)));
  EXPECT_EQ(fit_loss_law(rising, {"duration"}).error().message,
            "the loss does not fall as a power of duration with an offset of 0 or more");
  EXPECT_FALSE(fit_loss_law(rising, {}));
  EXPECT_FALSE(fit_loss_law(rising, {"a", "b", "c"}));
}

}  // namespace
}  // namespace cdp::study
