// Parts of an expression come from left to right, each once, however long the expression.
#include "compiler/sema/walk.h"

#include <gtest/gtest.h>

#include "tests/compiler/sema/spec_support.h"

namespace cdp::sema {
namespace {

std::vector<std::string> parts_of(const std::string& text) {
  const auto checked = test::check("let x = " + text + "\n");
  std::vector<std::string> parts;
  visit_parts(*std::get<syntax::Let>(checked->program.root().ast.statements[0].node).value,
              [&](const syntax::Expr& part) { parts.emplace_back(checked->sources.text(part.span)); });
  return parts;
}

TEST(Walk, VisitsTheWholeBeforeItsParts) {
  EXPECT_EQ(parts_of("1 + 2 * -3"), (std::vector<std::string>{"1 + 2 * -3", "1", "2 * -3", "2", "-3", "3"}));
  EXPECT_EQ(parts_of("if true then max(1, 2) else [3]"),
            (std::vector<std::string>{"if true then max(1, 2) else [3]", "true", "max(1, 2)", "1", "2", "[3]", "3"}));
}

}  // namespace
}  // namespace cdp::sema
