// Facts are of the compilation that they were made of, and there once.
#include "compiler/analysis/facts.h"

#include <gtest/gtest.h>

#include "compiler/diag/catalog/examples.h"
#include "tests/compiler/analysis/facts_support.h"

namespace cdp::analysis {
namespace {

Compiled under(const std::string& file, const std::string& call) {
  return Compiled(test::spec_with("use std." + file + "\nparameterization = " + call + "\n") +
                  "target big { width = 512; depth = 8 }\n");
}

TEST(Facts, RatiosAreThoseOfTheTarget) {
  const Compiled spec = under("completep", "completep()");
  EXPECT_EQ(ratio_of(spec.big(), 2 * sema::Sym::axis("width")), 4);
}

TEST(Facts, AreHeldAndNotWorkedOutAgain) {
  const Compiled spec = under("mup", "mup()");
  const model::Tensor& tensor = spec.tensor("head.weight");
  EXPECT_EQ(&rules_on(spec.facts, tensor, sema::Hp::lr), &rules_on(spec.facts, tensor, sema::Hp::lr));
  EXPECT_EQ(&dimensions_at(spec.facts, spec.big()), &spec.facts.dimensions.back());
  EXPECT_EQ(spec.facts.decayed_norms.tag, "norm");
  EXPECT_EQ(spec.facts.decayed_biases.tag, "bias");
  EXPECT_EQ(spec.facts.parts.size(), spec.facts.model.tensors.size() + spec.facts.model.multipliers.size());
}

}  // namespace
}  // namespace cdp::analysis
