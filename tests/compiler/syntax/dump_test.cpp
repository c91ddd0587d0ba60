// That equal dumps mean equal trees.
#include "compiler/syntax/dump.h"

#include "tests/compiler/syntax/syntax_support.h"

namespace cdp::syntax {
namespace {

TEST(Dump, LayoutAndCommentsDoNotShow) {
  EXPECT_EQ(tree_of("let a=1+2;base{lr=1}"), tree_of("// c\nlet a = (1 + 2)\n\nbase {\n  lr = 1 // d\n}\n"));
}

TEST(Dump, EveryDifferenceShows) {
  const char* const texts[] = {"let a = 1",
                               "let a = 1 tok",
                               "let a = 100%",
                               "let a = true",
                               "let a = b",
                               "let a = b()",
                               "let a = \"b\"",
                               "let a = [b]",
                               "let a = -b",
                               "let a = not b",
                               "let a = b.c",
                               "let a = b(c)",
                               "let a = b(c = d)",
                               "assert a",
                               "assert a, \"\"",
                               "use a",
                               "use \"a\"",
                               "use a: b",
                               "axis a",
                               "tune a { b = 1 }",
                               "tune a { b *= 1 }",
                               "tune a { b ^= 1 }",
                               "tune a { 1 - b *= 1 }",
                               "tune @a { b = 1 }",
                               "tune a[0] { b = 1 }",
                               "tune a[0..1] { b = 1 }",
                               "tune a[i] { b = 1 }",
                               "tune * { b = 1 }",
                               "tune ** { b = 1 }",
                               "module A { b: C }",
                               "module A { b: 2 * C }",
                               "module A { b: C @d }",
                               "module A { b: C = d }",
                               "module A { forward(b) = b }",
                               "module A { forward(b) { c = b } }",
                               "module A { if b { c: D } }",
                               "module A { if b {} else { c: D } }",
                               "module A(b) {}",
                               "module A(b = 1) {}",
                               "rules a {}",
                               "rules a extends b {}",
                               "rules a { requires { b = 1 } }",
                               "rules a { let b = 1 }",
                               "rules a { b { c = 1 } }",
                               "rules a { assert b }",
                               "rules a { if b { c { d = 1 } } }",
                               "rules a { if b {} else { c { d = 1 } } }",
                               "reference { a = 1 }",
                               "base { a = 1 }",
                               "training { a = 1 }",
                               "target a { a = 1 }",
                               "model = a",
                               "parameterization = a",
                               "/// doc\nlet a = 1"};
  std::vector<std::string> trees;
  for (const char* text : texts) {
    std::string tree = tree_of(text);
    EXPECT_THAT(trees, testing::Not(testing::Contains(tree))) << text;
    trees.push_back(std::move(tree));
  }
}

}  // namespace
}  // namespace cdp::syntax
