// A tree is made once for a text and an id, and anew for anything else.
#include "compiler/sema/trees.h"

#include <gtest/gtest.h>

namespace cdp::sema {
namespace {

struct Parsed {
  std::shared_ptr<const syntax::File> tree;
  std::size_t faults;
};

Parsed parse(Trees& trees, const std::string& text, const std::string& path = "std/a.cdp", std::size_t before = 0) {
  SourceMap sources;
  for (std::size_t i = 0; i < before; ++i) sources.add("other.cdp", "");
  diag::DiagnosticSink sink;
  auto tree = trees.parse(sources, sources.add(path, text), sink);
  return {std::move(tree), sink.size()};
}

TEST(Trees, AreSharedForTheSameTextUnderTheSameId) {
  Trees trees;
  const Parsed first = parse(trees, "let a = 1\n");
  EXPECT_EQ(first.tree->statements.size(), 1U);
  EXPECT_EQ(parse(trees, "let a = 1\n").tree, first.tree);
}

TEST(Trees, AreMadeAnewForAnotherTextPathOrId) {
  Trees trees;
  const Parsed first = parse(trees, "let a = 1\n");
  EXPECT_NE(parse(trees, "let b = 1\n").tree, first.tree);
  EXPECT_NE(parse(trees, "let a = 1\n", "std/b.cdp").tree, first.tree);
  const Parsed third = parse(trees, "let a = 1\n", "std/a.cdp", 2);
  EXPECT_EQ(third.tree->id, 2U);
  EXPECT_EQ(third.tree->statements.front().span.file, 2U);
}

TEST(Trees, FaultsAreReportedEveryTime) {
  Trees trees;
  const Parsed first = parse(trees, "let a = = 1\n");
  EXPECT_GT(first.faults, 0U);
  EXPECT_EQ(parse(trees, "let a = = 1\n").faults, first.faults);
}

}  // namespace
}  // namespace cdp::sema
