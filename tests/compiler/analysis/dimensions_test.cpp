// Sizes and the arguments that say them; what is asked of a model is tested with the rules that ask it
// (tests/golden/lint).
#include "compiler/analysis/dimensions.h"

#include <gtest/gtest.h>

#include "compiler/diag/catalog/examples.h"
#include "tests/compiler/analysis/facts_support.h"

namespace cdp::analysis {
namespace {

using sema::AtomKind;
using sema::Sym;

TEST(Dimensions, AFractionIsWhatWasOrShouldBeRounded) {
  const Sym width = Sym::axis("width");
  EXPECT_FALSE(is_fraction(width));
  EXPECT_FALSE(is_fraction(4 * width));
  EXPECT_FALSE(is_fraction(width / 64));
  EXPECT_FALSE(is_fraction(Sym(1000)));
  EXPECT_TRUE(is_fraction(3.5 * width));
  EXPECT_TRUE(is_fraction(sema::apply(AtomKind::kRound, {width * 8 / 3})));
}

TEST(Dimensions, AreNamedByTheArgumentThatSaysThem) {
  const Compiled spec(CDP_SPEC "target big { width = 1024 }\n");
  ASSERT_TRUE(spec.facts.vocabulary);
  EXPECT_EQ(spec.facts.vocabulary->constant(), 256.0);
  EXPECT_EQ(model_argument(spec.facts, 256, "vocab")->name->text, "vocab");
  EXPECT_EQ(model_argument(spec.facts, 257, "vocab"), nullptr);
  EXPECT_EQ(name_of(spec.facts, {4 * Sym::axis("width"), "hidden"}), "4 * width");
  const auto all = dimensions_at(spec.facts, spec.big());
  ASSERT_EQ(all.front().size, Sym::axis("width"));
  EXPECT_EQ(all.front().at, 1024);
}

}  // namespace
}  // namespace cdp::analysis
