// What the driver gives to rules: which targets, and only a sound spec.
#include "compiler/pipeline/linting.h"

#include <gmock/gmock.h>

#include "tests/compiler/pipeline/pipeline_support.h"

namespace cdp::pipeline {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> found_in(const std::string& text, const std::string& target) {
  const auto analysis = analysed(text);
  const lint::Rule* const rules[] = {lint::find_rule("target-equals-reference")};
  diag::DiagnosticSink findings;
  lint(*analysis, rules, {}, target, findings);
  return test::messages_of(findings.sorted());
}

TEST(Linting, LooksAtTheTargetsAskedFor) {
  const std::string two = spec_with("target a {}\ntarget b { width = 128 }\n");
  EXPECT_THAT(found_in(two, "all"), ElementsAre("target `a` is the reference in all its axes",
                                                "target `b` is the reference in all its axes"));
  EXPECT_THAT(found_in(two, "b"), ElementsAre("target `b` is the reference in all its axes"));
  EXPECT_THAT(found_in(two, "reference"), IsEmpty());
}

TEST(Linting, RulesOfSpecsNeedOneWithoutErrors) {
  EXPECT_THAT(found_in(spec_with("target a {}\nlet b = widht\n"), "all"), IsEmpty());
}

}  // namespace
}  // namespace cdp::pipeline
