// Names count as used wherever they are read, and nowhere else.
#include "compiler/analysis/usage.h"

#include <gmock/gmock.h>

#include "tests/compiler/analysis/file_support.h"

namespace cdp::analysis {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::IsSupersetOf;
using ::testing::Not;

std::set<std::string> used_in(const std::string& text) {
  return Loaded(text).facts().used;
}

TEST(Usage, DeclarationsDoNotUseThemselves) {
  EXPECT_THAT(used_in("let a = 1\nlet b = a\n"), AllOf(Contains("a"), Not(Contains("b"))));
}

TEST(Usage, EveryStatementIsReadThrough) {
  EXPECT_THAT(used_in("reference { width = a1 }\nbase { lr = a2 }\ntune x { lr *= a3 }\ntraining { seed = a4 }\n"
                      "target t { width = a5 }\nassert a6 > 0\nmodel = A7(a8)\nparameterization = a9(b1)\n"),
              IsSupersetOf({"a1", "a2", "a3", "a4", "a5", "a6", "A7", "a8", "a9", "b1"}));
}

TEST(Usage, ModulesAreReadThrough) {
  EXPECT_THAT(
      used_in(
          "module M(p = c1) {\n  let n = c2\n  assert c3 > 0\n  if c4 { a: Linear(c5) } else { b: c6 * Other(c7) }\n"
          "  forward(x) { h = c8.part(x)\n return h + c9 }\n}\n"),
      IsSupersetOf({"c1", "c2", "c3", "c4", "Linear", "c5", "c6", "Other", "c7", "c8", "c9"}));
}

TEST(Usage, RuleSetsAreReadThrough) {
  EXPECT_THAT(used_in("rules r(p = d1) extends s(d2) {\n  let n = d3\n  assert d4 > 0\n  if d5 { @all { lr *= d6 } }\n"
                      "  else { @all { lr *= d7 } }\n}\n"),
              IsSupersetOf({"d1", "s", "d2", "d3", "d4", "d5", "d6", "d7"}));
}

}  // namespace
}  // namespace cdp::analysis
