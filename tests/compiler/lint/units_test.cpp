// Which pieces of a file can be written on lines of their own.
#include "compiler/lint/units.h"

#include <gmock/gmock.h>

#include "tests/compiler/lint/lint_support.h"

namespace cdp::lint {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> units_in(const std::string& text) {
  const File file(text);
  std::vector<std::string> units;
  for (const Span unit : units_of(file.text().file().ast, text)) units.emplace_back(file.sources.text(unit));
  return units;
}

TEST(Units, StatementsAndEntriesOfBlocks) {
  EXPECT_THAT(units_in("base { lr = 1; eps = 2 }\ntune x { lr *= 3 }\n"),
              ElementsAre("base { lr = 1; eps = 2 }", "lr = 1", "eps = 2", "tune x { lr *= 3 }", "lr *= 3"));
}

TEST(Units, ItemsOfModules) {
  EXPECT_THAT(units_in("module M(n) {\n  let k = n\n  if n > 1 { a: Linear(n, k) }\n  forward(x) = a(x)\n}\n"),
              ElementsAre("module M(n) {\n  let k = n\n  if n > 1 { a: Linear(n, k) }\n  forward(x) = a(x)\n}",
                          "let k = n", "if n > 1 { a: Linear(n, k) }", "a: Linear(n, k)", "forward(x) = a(x)", "a(x)"));
}

TEST(Units, ItemsOfRuleSets) {
  EXPECT_THAT(
      units_in("rules r() {\n  requires { optimizer = adamw }\n  let k = 2\n  @all { lr *= k }\n}\n"),
      ElementsAre("rules r() {\n  requires { optimizer = adamw }\n  let k = 2\n  @all { lr *= k }\n}",
                  "requires { optimizer = adamw", "optimizer = adamw", "let k = 2", "@all { lr *= k }", "lr *= k"));
}

}  // namespace
}  // namespace cdp::lint
