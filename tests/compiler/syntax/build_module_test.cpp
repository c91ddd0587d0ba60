// The trees and places of modules.
#include "tests/compiler/syntax/syntax_support.h"

namespace cdp::syntax {
namespace {

TEST(Modules, MembersStacksTagsAndDistributions) {
  EXPECT_EQ(tree_of("module M(width, heads = width / 64, eps = 1e-6,) {\n"
                    "  weight: Tensor(out, in) @router = normal\n"
                    "  gain: Tensor(width) = ones @norm @finite\n"
                    "  mult: Multiplier @residual\n"
                    "  scale: Multiplier(2);\n"
                    "  blocks: depth * Block(width, heads = heads)\n"
                    "  stages: 2 * (depth / 4) * Stage(width)\n"
                    "}\n"),
            "module M(width, heads = (/ width 64), eps = 1e-6)\n"
            "  weight: Tensor(out, in) @router = normal\n"
            "  gain: Tensor(width) @norm@finite = ones\n"
            "  mult: Multiplier() @residual\n"
            "  scale: Multiplier(2)\n"
            "  blocks: depth of Block(width, heads = heads)\n"
            "  stages: (* 2 (/ depth 4)) of Stage(width)\n");
}

TEST(Modules, ForwardInBothForms) {
  EXPECT_EQ(tree_of("module A(x) { forward(x) = f(x) }\n"), "module A(x)\n  forward(x)\n    return f(x)\n");
  EXPECT_EQ(tree_of("module A { forward(x, y,) { h = x + y; return h * 2 } }\n"),
            "module A()\n  forward(x, y)\n    h = (+ x y)\n    return (* h 2)\n");
}

TEST(Modules, IfItemsWithElseAndChains) {
  EXPECT_EQ(tree_of("module A(b) {\n"
                    "  let k = 2\n"
                    "  if b == 1 { o: Tensor(b) = zeros } else if b == 2 { p: B() } else { q: C() }\n"
                    "  assert b > 0, \"b\"\n"
                    "  forward(x) = if b then x else o\n"
                    "}\n"),
            "module A(b)\n"
            "  let k = 2\n"
            "  if (== b 1)\n"
            "    o: Tensor(b) = zeros\n"
            "  else\n"
            "    if (== b 2)\n"
            "      p: B()\n"
            "    else\n"
            "      q: C()\n"
            "  assert (> b 0), \"b\"\n"
            "  forward(x)\n"
            "    return (if b x o)\n");
}

TEST(Modules, MemberTypesAreModules) {
  for (const char* type : {"3", "a.b", "\"text\"", "-B()", "B() + C()", "[B()]", "B() * 2", "if a then B() else C()"}) {
    const Parsed parsed(fmt::format("module A(a) {{ m: {}\n n: Good() }}", type));
    EXPECT_EQ(parsed.codes(), "E0128") << type;
    EXPECT_EQ(parsed.tree(), "module A(a)\n  n: Good()\n") << type;
  }
}

TEST(Modules, DocCommentsBelongToTheMemberBelow) {
  EXPECT_EQ(
      tree_of("/// A block.\nmodule A {\n  /// Queries,\n  /// keys.\n  // not this\n  qk: B()\n  v: B() /// lost\n"
              "  o: B()\n}"),
      "doc \"A block.\"\nmodule A()\n  doc \"Queries,\\nkeys.\"\n  qk: B()\n  v: B()\n  o: B()\n");
}

TEST(Modules, PlacesAreExact) {
  const Parsed parsed("module A(x) {\n  m: 2 * B(x) @t = ones\n  forward(x) { return m(x) }\n}\n");
  const auto& items = std::get<Module>(parsed.file.statements.at(0).node).items;
  const auto& member = std::get<Member>(items.at(0).node);
  const auto& forward = std::get<Forward>(items.at(1).node);
  const auto text = [&](Span span) { return parsed.sources.text(span); };
  EXPECT_EQ(text(member.span), "m: 2 * B(x) @t = ones");
  EXPECT_EQ(text(member.type.span), "B");
  EXPECT_EQ(text(forward.span), "forward(x) { return m(x) }");
  EXPECT_EQ(text(forward.head_span), "forward(x)");
  EXPECT_EQ(text(forward.body.at(0).span), "return m(x)");
}

}  // namespace
}  // namespace cdp::syntax
