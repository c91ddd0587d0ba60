// Trees of words made by hand become lines.
#include "compiler/format/layout.h"

#include <gtest/gtest.h>

#include "compiler/format/format.h"

namespace cdp::format {
namespace {

Nodes list(std::string_view first, std::string_view second, Comments comments = {}) {
  Nodes inner, all;
  inner.push_back(gap_node(Gap::kSoft, {}));
  inner.push_back(text_node(first));
  inner.push_back(gap_node(Gap::kLine, comments));
  inner.push_back(text_node(second));
  all.push_back(text_node("("));
  all.push_back(indent(2, std::move(inner)));
  all.push_back(gap_node(Gap::kClose, {}));
  all.push_back(text_node(")"));
  return all;
}

std::string rendered(Nodes nodes, const Pieces& pieces = {}) {
  Entry entry;
  entry.body.push_back(group(std::move(nodes)));
  return render(pieces, entry, 0).text;
}

TEST(Layout, AGroupIsOnOneLineIfItFits) {
  EXPECT_EQ(rendered(list("a", "b")), "(a b)");
  const std::string wide(kColumns - 4, 'a');
  EXPECT_EQ(rendered(list(wide, "b")), "(" + wide + " b)");
  const std::string wider(kColumns - 3, 'a');
  EXPECT_EQ(rendered(list(wider, "b")), "(\n  " + wider + "\n  b\n)");
}

TEST(Layout, WhatFollowsOnTheLineCounts) {
  const std::string wide(kColumns - 4, 'a');
  Entry entry;
  entry.body.push_back(group(list(wide, "b")));
  entry.body.push_back(text_node(","));
  EXPECT_EQ(render({}, entry, 0).text, "(\n  " + wide + "\n  b\n),");
}

TEST(Layout, ACommentBreaksItsGroup) {
  Pieces pieces;
  pieces.comments.push_back({"// why", false, false, false});
  EXPECT_EQ(rendered(list("a", "b", {0, 1}), pieces), "(\n  a  // why\n  b\n)");
  pieces.comments[0].alone = true;
  EXPECT_EQ(rendered(list("a", "b", {0, 1}), pieces), "(\n  a\n  // why\n  b\n)");
}

TEST(Layout, MarksAndCellsAreWhereNeighboursAlign) {
  Block block;
  for (const char* word : {"one", "two"}) {
    block.entries.emplace_back().body.push_back(text_node(word));
    block.entries.back().key = word;
  }
  Entry entry;
  Nodes items;
  items.push_back(text_node("x "));
  items.push_back(mark_node());
  items.push_back(block_node(std::move(block), false));
  entry.body.push_back(group(std::move(items)));
  const Rendered result = render({}, entry, 2);
  EXPECT_EQ(result.text, "  x { one; two }");
  EXPECT_EQ(result.mark, 4U);
  ASSERT_EQ(result.cells.size(), 2U);
  EXPECT_EQ(result.cells[1].offset, 11U);
  EXPECT_EQ(result.cells[1].key, "two");
}

TEST(Layout, ABlockWrittenInSeveralLinesStaysSo) {
  Block block;
  block.entries.emplace_back().body.push_back(text_node("one"));
  Entry entry;
  entry.body.push_back(block_node(std::move(block), true));
  EXPECT_EQ(render({}, entry, 0).text, "{\n  one\n}");
}

}  // namespace
}  // namespace cdp::format
