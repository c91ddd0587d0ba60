// How rules are seen to carry a matrix, its lr and the multipliers around it taken together.
#include "compiler/lint/facts_scaling.h"

#include <gmock/gmock.h>

#include "tests/compiler/lint/checked_spec.h"

namespace cdp::lint {
namespace {

Compiled under(const std::string& file, const std::string& call, const std::string& arguments = "") {
  return Compiled(test::spec_with("use std." + file + "\nparameterization = " + call + "\n", arguments) +
                  "target big { width = 512; depth = 8 }\n");
}

TEST(FactsScaling, BothFormsOfMupLetTheLogitsLearnAtOneRate) {
  for (const std::string call : {"mup()", "mup_table_3()"}) {
    const Compiled spec = under("mup", call);
    const Flow flow(*spec.target->model);
    EXPECT_EQ(learning_growth(spec.checked(), flow, spec.index_of("head.weight"), "width"), -1) << call;
    EXPECT_TRUE(learning_follows_shape(spec.checked(), flow, spec.index_of("head.weight"))) << call;
  }
}

TEST(FactsScaling, HiddenMatricesAreCountedWhereRulesFollowThem) {
  const Compiled mup = under("mup", "mup()");
  const Hidden all = hidden_matrices(mup.checked(), Flow(*mup.target->model));
  EXPECT_EQ(all.names.size(), 7U);
  EXPECT_EQ(all.scaled, 7U);
  const Compiled sp = under("sp", "sp_fan_in()");
  EXPECT_EQ(hidden_matrices(sp.checked(), Flow(*sp.target->model)).scaled, 0U);
}

TEST(FactsScaling, RatiosAreThoseOfTheTarget) {
  const Compiled spec = under("completep", "completep()");
  EXPECT_EQ(ratio_of(spec.big(), 2 * sema::Sym::axis("width")), 4);
  const auto& multipliers = spec.target->model->multipliers;
  const auto index = static_cast<std::size_t>(&spec.multiplier("blocks.*.attn_mult") - multipliers.data());
  EXPECT_EQ(ratio_of(spec.checked(), spec.big(), index), 0.5);
}

TEST(FactsScaling, KeysOfOneHeadAreNoReadout) {
  const Compiled spec = under("mup", "mup()", "kv_heads = 1");
  EXPECT_TRUE(is_readout(spec.tensor("head.weight")));
  EXPECT_FALSE(is_readout(spec.tensor("blocks.*.attn.k.weight")));
  EXPECT_FALSE(is_readout(under("mup", "mup()", "tied = true").tensor("embed.weight")));
}

TEST(FactsScaling, FactorsAreShort) {
  EXPECT_EQ(times(8), "x8");
  EXPECT_EQ(times(0.35355339), "x0.3536");
}

}  // namespace
}  // namespace cdp::lint
