// A piece of program as a tree of words, the places where a line may end, and what belongs together. What is written
// as what tree is statements.cpp's and expressions.cpp's matter; here trees become lines. Inside compiler/format only.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/format/pieces.h"

namespace cdp::format {

/// Comments [first, last) of Pieces.
struct Comments {
  std::uint32_t first = 0;
  std::uint32_t last = 0;

  [[nodiscard]] bool none() const { return first == last; }
};

/// What stands between two words where no comment does: nothing, a space, or a line end if the group is broken, and
/// nothing (soft) or a space (line) if it is not. kClose is soft before a closing bracket, kElse a space before `else`.
enum class Gap { kNone, kSpace, kElse, kSoft, kLine, kClose };

/// What lines below each other are aligned by.
enum class Align { kNone, kValue, kMember, kTune, kTarget, kClause };

struct Node;
using Nodes = std::vector<Node>;

/// Something in a block or in the file: a statement, a setting, a member.
struct Entry {
  Nodes body;
  Comments above;              // between the entry before it and this one
  std::uint32_t own_docs = 0;  // from here on the comments above are its documentation in the source, too
  bool blank_before = false;
  Align align = Align::kNone;
  bool is_list = false;          // a clause for several selectors
  bool semicolon_after = false;  // the next entry would be read as going on with this one
  std::string_view key;          // of a cell in a block on one line
};

struct Block {
  std::vector<Entry> entries;
  Comments below;  // after the last entry
};

/// One node of the tree. A group is broken where a comment or a block of several lines is in it, or where it does
/// not fit on the line.
struct Node {
  enum class Kind { kText, kGap, kMark, kGroup, kIndent, kBlock };

  Kind kind = Kind::kText;
  std::string_view text;         // kText
  Gap gap = Gap::kNone;          // kGap
  Comments comments;             // kGap
  int indent = 0;                // kIndent
  bool broken = false;           // whatever the width
  Nodes items;                   // kGroup, kIndent
  std::unique_ptr<Block> block;  // kBlock
};

[[nodiscard]] Node text_node(std::string_view text);
[[nodiscard]] Node gap_node(Gap gap, Comments comments);
/// Where neighbouring entries are aligned.
[[nodiscard]] Node mark_node();
[[nodiscard]] Node group(Nodes items);
[[nodiscard]] Node indent(int by, Nodes items);
/// A block; on one line if it was written so, has no comments and fits.
[[nodiscard]] Node block_node(Block block, bool several_lines);

/// Where the next line's part of an aligned column begins.
struct Cell {
  std::size_t offset;
  std::string_view key;
};

/// An entry as text: lines without the last line feed, the first one with its indentation.
struct Rendered {
  std::string text;
  std::size_t mark = std::string::npos;  // where the first line is aligned with others
  std::vector<Cell> cells;               // of a block on one line
};

[[nodiscard]] Rendered render(const Pieces& pieces, const Entry& entry, int indent);

}  // namespace cdp::format
