// What rules of the linted file select, and what of it has the hyperparameter.
#include "compiler/lint/reach.h"

#include <gmock/gmock.h>

#include "compiler/diag/catalog/examples.h"
#include "tests/compiler/lint/checked_spec.h"

namespace cdp::lint {
namespace {

const std::string kOwn =
    "use std.gpt\nrules own() {\n  @norm, @bias { init_std *= m_N; lr *= m_N }\n  @hidden@output { lr *= m_N }\n"
    "  @block@vector { lr *= m_N }\n}\nmodel = Gpt(width, depth, vocab = 256, context = context)\n"
    "parameterization = own()\n" CDP_REFERENCE CDP_BASE "target big { width = 1024 }\n";

TEST(Reach, PathsOfTheFileAreSeenOnce) {
  const Compiled compiled(kOwn);
  const auto paths = own_paths(compiled.checked());
  ASSERT_EQ(paths.size(), 4) << "of the two rules with one selector once";
  EXPECT_FALSE(excludes_itself(*paths[0]));
  EXPECT_TRUE(excludes_itself(*paths[2]));
  EXPECT_FALSE(excludes_itself(*paths[3]));
}

TEST(Reach, CountsWhatHasTheHyperparameter) {
  const Compiled compiled(kOwn);
  const auto& rules = compiled.checked().rules.rules;
  const Reach stds = reach_of(compiled.checked(), *rules[0].selector, sema::Hp::init_std);
  EXPECT_GT(stds.selected, 0);
  EXPECT_EQ(stds.able, 0) << "gains start at 1";
  const Reach rates = reach_of(compiled.checked(), *rules[0].selector, sema::Hp::lr);
  EXPECT_EQ(rates.able, rates.selected);
}

}  // namespace
}  // namespace cdp::lint
