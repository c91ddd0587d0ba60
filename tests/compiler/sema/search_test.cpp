// `search { ... }`: ranges, keys, and what stands there twice.
#include "compiler/sema/search.h"

#include <gtest/gtest.h>

#include "tests/compiler/sema/spec_support.h"

namespace cdp::sema {
namespace {

using test::check;
using test::Ids;
using test::ids_for;
using test::kSpec;

Ids ids_of(const std::string& entries) {
  return ids_for(kSpec + "search { " + entries + " }\n");
}

TEST(Search, HoldsRangesInTheOrderInWhichTheyStand) {
  const auto checked = check(kSpec +
                             "let most = 2^-6\nsearch {\n  base.lr = 2^-12..most\n  1 - base.beta2 = 0.001..0.2\n"
                             "  @hidden.lr *= 1/8..8\n  blocks[i].lr *= along(1/4..4, 1, 1/4..4)\n}\n");
  ASSERT_EQ(checked->ids(), Ids{});
  const auto& settings = checked->spec->search->settings;
  ASSERT_EQ(settings.size(), 4U);
  EXPECT_TRUE(settings[0].written->base);
  EXPECT_EQ(settings[0].hp, Hp::lr);
  EXPECT_EQ(settings[0].knots.at(0).low, 1.0 / 4096);
  EXPECT_EQ(settings[0].knots.at(0).high, 1.0 / 64);
  EXPECT_TRUE(settings[1].written->complement);
  EXPECT_EQ(settings[2].written->op, syntax::AdjustOp::kMultiply);
  ASSERT_EQ(settings[3].knots.size(), 3U);
  EXPECT_FALSE(settings[3].knots[0].fixed());
  EXPECT_TRUE(settings[3].knots[1].fixed());
}

TEST(Search, IsNoneWhereNoBlockIs) {
  EXPECT_FALSE(check(kSpec)->spec->search);
  EXPECT_TRUE(check(kSpec + "search { }\n")->spec->search) << "an empty one is one";
}

TEST(Search, RangesAreAboveZeroAndInOrder) {
  EXPECT_EQ(ids_of("base.weight_decay = 0..1"), Ids{"E0262"});
  EXPECT_EQ(ids_of("base.lr = 1e-2..1e-4"), Ids{"E0262"});
  EXPECT_EQ(ids_of("base.lr = 1e-2..1e-2"), Ids{"E0262"});
  EXPECT_EQ(ids_of("@hidden.lr *= -1..2"), Ids{"E0262"});
  EXPECT_EQ(ids_of("blocks[i].lr *= along(1/4..4, 0)"), Ids{"E0263"});
  EXPECT_EQ(ids_of("base.lr = 1e-4..1e-2 seq"), Ids{"E0218"}) << "no units";
  EXPECT_EQ(ids_of("base.lr = 1 / width..1"), Ids{"E0229"}) << "no axes";
  EXPECT_EQ(ids_of("base.lr = lowest..1"), Ids{"E0201"});
}

TEST(Search, KeysAreHyperparametersOnceEach) {
  EXPECT_EQ(ids_of("base.lrr = 1e-4..1e-2"), Ids{"E0224"});
  EXPECT_EQ(ids_of("base.value = 1e-4..1e-2"), Ids{"E0224"});
  EXPECT_EQ(ids_of("@hidden.lrr *= 1/2..2"), Ids{"E0238"});
  EXPECT_EQ(ids_of("@hidden.lr *= 1/2..2; @hidden.lr = 1e-3..1"), Ids{"E0225"});
  EXPECT_EQ(ids_of("base.beta1 = 0.5..0.9; 1 - base.beta1 = 0.1..0.5"), Ids{"E0225"}) << "the same value";
  EXPECT_EQ(ids_of("@hidden.lr *= 1/2..2; @input.lr *= 1/2..2"), Ids{});
  EXPECT_EQ(ids_for(kSpec + "search { }\nsearch { }\n"), Ids{"E0222"});
}

}  // namespace
}  // namespace cdp::sema
