// A search held against the model.
#include "compiler/scaling/search.h"

#include <gtest/gtest.h>

#include "tests/compiler/scaling/scaling_support.h"

namespace cdp::scaling {
namespace {

using test::Ids;

Ids ids_of(const std::string& entries) {
  const auto compiled = test::compile(test::spec_with("use std.complete_d_p\nparameterization = complete_d_p()\n") +
                                      "search { " + entries + " }\n");
  if (compiled->spec && compiled->model) check_search(*compiled->spec, *compiled->model, compiled->sink);
  return compiled->ids();
}

TEST(CheckSearch, TakesWhatTheModelHas) {
  EXPECT_EQ(ids_of("base.lr = 1e-4..1e-1; 1 - base.beta1 = 0.01..0.5; blocks.*.mlp.lr *= 1/4..4"), Ids{});
  EXPECT_EQ(ids_of("@residual.value *= 1/4..4; embed.init_std = 0.01..1; blocks[i].lr *= along(1/2..2, 1)"), Ids{});
  EXPECT_EQ(ids_of("@hidden.lr *= along(1/2..2, 1/2..2)"), Ids{}) << "all of them stand in the stack";
}

TEST(CheckSearch, RefusesWhatSelectsNothing) {
  EXPECT_EQ(ids_of("bolcks.lr *= 1/4..4"), Ids{"E0401"});
  EXPECT_EQ(ids_of("@hiden.lr *= 1/4..4"), Ids{"E0402"});
  EXPECT_EQ(ids_of("@bias.lr *= 1/4..4"), Ids{"E0403"});
  EXPECT_EQ(ids_of("@norm.init_std *= 1/4..4"), Ids{"E0404"});
  EXPECT_EQ(ids_of("@hidden.value *= 1/4..4"), Ids{"E0404"});
}

TEST(CheckSearch, CurvesRunAlongAStack) {
  EXPECT_EQ(ids_of("embed.lr *= along(1/4..4, 1/4..4)"), Ids{"E0406"});
  EXPECT_EQ(ids_of("**.lr *= along(1/4..4, 1/4..4)"), Ids{"E0406"}) << "some of them stand in none";
}

TEST(CheckSearch, EndsAreValuesThatTheHyperparameterMayHave) {
  EXPECT_EQ(ids_of("base.beta1 = 0.5..1.5"), Ids{"E0409"});
  EXPECT_EQ(ids_of("1 - base.beta2 = 0.5..1.5"), Ids{"E0409"}) << "beta2 would be -0.5";
  EXPECT_EQ(ids_of("@hidden.lr *= 1/4..1e9"), Ids{}) << "what a factor comes to, a trial says";
}

}  // namespace
}  // namespace cdp::scaling
