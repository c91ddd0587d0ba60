// Weight decay under both conventions.
#include "compiler/plan/decay.h"

#include <gtest/gtest.h>

#include "compiler/plan/words.h"

namespace cdp::plan {
namespace {

TEST(Decay, EveryWordIsAConvention) {
  ASSERT_EQ(kWeightDecays.size(), 2U);
  EXPECT_EQ(decay_convention(kWeightDecays[0]), DecayConvention::kCoupled);
  EXPECT_EQ(decay_convention(kWeightDecays[1]), DecayConvention::kIndependent);
}

TEST(Decay, LrTakesPartWhereItIsCoupled) {
  EXPECT_EQ(effective_decay(DecayConvention::kCoupled, 0.5, 0.25), 0.125);
  EXPECT_EQ(effective_decay(DecayConvention::kIndependent, 0.5, 0.25), 0.25);
  EXPECT_EQ(effective_decay_text(DecayConvention::kCoupled), "(lr * weight_decay)");
  EXPECT_EQ(effective_decay_text(DecayConvention::kIndependent), "weight_decay");
}

TEST(Decay, TheCoupledFormTakesAsMuch) {
  for (const DecayConvention convention : {DecayConvention::kCoupled, DecayConvention::kIndependent})
    EXPECT_EQ(effective_decay(DecayConvention::kCoupled, 0.5, coupled_decay(convention, 0.5, 0.25)),
              effective_decay(convention, 0.5, 0.25));
  EXPECT_EQ(coupled_decay(DecayConvention::kIndependent, 0, 0), 0) << "nothing decays, whatever the lr";
}

}  // namespace
}  // namespace cdp::plan
