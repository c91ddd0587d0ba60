// Values by line, and how large tensors are.
#include "compiler/analysis/values.h"

#include <gtest/gtest.h>

#include "compiler/diag/catalog/examples.h"
#include "tests/compiler/analysis/facts_support.h"

namespace cdp::analysis {
namespace {

const std::string kTuned = CDP_SPEC
    "tune embed { lr *= 4 }\ntune blocks.*.attn.q { lr = 1e-2 }\ntune blocks.*.attn.k { lr = 1e-2 }\n"
    "target big { width = 1024 }\n";

TEST(Values, LayersThatShareTheirSettingsAreSeenOnce) {
  const Compiled compiled(kTuned);
  std::size_t seen = 0;
  visit_values(compiled.facts, sema::Hp::lr, [&](const ValueAt& found) {
    seen += found.tensor.path == "blocks.*.attn.q.weight" && &found.scale == &compiled.big() ? 1 : 0;
  });
  EXPECT_EQ(seen, 1);
}

TEST(Values, SizesAreThoseOfInitialValues) {
  const Compiled compiled(kTuned);
  std::map<std::string, double> sizes;
  visit_values(compiled.facts, sema::Hp::lr,
               [&](const ValueAt& found) { sizes[found.tensor.path] = initial_size(found.tensor, found.instance); });
  EXPECT_EQ(sizes.at("norm.gain"), 1);
  EXPECT_EQ(sizes.at("embed.weight"), 0.02);
  EXPECT_EQ(sizes.at("head.weight"), 0.02 / 8);
}

}  // namespace
}  // namespace cdp::analysis
