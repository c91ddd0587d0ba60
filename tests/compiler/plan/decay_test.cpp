// Weight decay under both conventions.
#include "compiler/plan/decay.h"

#include <gtest/gtest.h>

namespace cdp::plan {
namespace {

TEST(Decay, LrTakesPartWhereItIsCoupled) {
  EXPECT_EQ(effective_decay(DecayConvention::coupled, 0.5, 0.25), 0.125);
  EXPECT_EQ(effective_decay(DecayConvention::independent, 0.5, 0.25), 0.25);
  EXPECT_EQ(effective_decay_text(DecayConvention::coupled), "(lr * weight_decay)");
  EXPECT_EQ(effective_decay_text(DecayConvention::independent), "weight_decay");
}

TEST(Decay, TheCoupledFormTakesAsMuch) {
  for (const DecayConvention convention : {DecayConvention::coupled, DecayConvention::independent})
    EXPECT_EQ(effective_decay(DecayConvention::coupled, 0.5, coupled_decay(convention, 0.5, 0.25)),
              effective_decay(convention, 0.5, 0.25));
  EXPECT_EQ(coupled_decay(DecayConvention::independent, 0, 0), 0) << "nothing decays, whatever the lr";
}

}  // namespace
}  // namespace cdp::plan
