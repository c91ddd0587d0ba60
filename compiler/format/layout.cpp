// Trees to lines: a group is written on one line if it fits, together with what must follow it there; else all of
// its own gaps become line ends. Blocks of several lines are handed to listing.h.
#include "compiler/format/layout.h"

#include <span>

#include "compiler/base/utf8.h"
#include "compiler/format/format.h"
#include "compiler/format/listing.h"

namespace cdp::format {

namespace {

constexpr int kContinued = 4;  // further in: a line that begins where no line end belongs

/// How wide something is up to the place where its line may end, if it has one.
struct Width {
  int columns = 0;
  bool ends = false;
};

int columns_of(std::string_view text) {
  return static_cast<int>(count_code_points(text));
}

bool is_line_end(Gap gap) {
  return gap == Gap::kSoft || gap == Gap::kLine || gap == Gap::kClose;
}

int flat_columns(Gap gap) {
  return gap == Gap::kSpace || gap == Gap::kElse || gap == Gap::kLine ? 1 : 0;
}

/// `{`, a space, entries with `; ` between them, a space, `}`
int flat_columns(std::span<const Node> nodes);
int flat_columns(const Node& node) {
  switch (node.kind) {
    case Node::Kind::kText:
      return columns_of(node.text);
    case Node::Kind::kGap:
      return flat_columns(node.gap);
    case Node::Kind::kMark:
      return 0;
    case Node::Kind::kGroup:
    case Node::Kind::kIndent:
      return flat_columns(node.items);
    case Node::Kind::kBlock:
      break;
  }
  int columns = 2;
  for (const Entry& entry : node.block->entries) {
    columns += 2 + flat_columns(entry.body);
    if (columns > kColumns) break;
  }
  return columns;
}

int flat_columns(std::span<const Node> nodes) {
  int columns = 0;
  for (const Node& node : nodes) {
    columns += flat_columns(node);
    if (columns > kColumns) break;
  }
  return columns;
}

Width width_to_end(std::span<const Node> nodes) {
  Width width;
  for (const Node& node : nodes) {
    if (node.kind == Node::Kind::kText) width.columns += columns_of(node.text);
    if (node.kind == Node::Kind::kGap) {
      if (is_line_end(node.gap) || !node.comments.none()) return {width.columns, true};
      width.columns += flat_columns(node.gap);
    }
    if (node.kind == Node::Kind::kGroup || node.kind == Node::Kind::kIndent) {
      const Width inner = width_to_end(node.items);
      width.columns += inner.columns;
      if (inner.ends) return {width.columns, true};
    }
    if (node.kind == Node::Kind::kBlock) return {width.columns + (node.block->entries.empty() ? 2 : 1), true};
    if (width.columns > kColumns) return {width.columns, true};
  }
  return width;
}

class Renderer {
 public:
  Renderer(const Pieces& pieces, int indent) : pieces_(pieces) {
    out_.text.assign(static_cast<std::size_t>(indent), ' ');
    column_ = indent;
  }

  Rendered run(const Entry& entry, int indent) {
    write(entry.body, {.indent = indent, .broken = true, .tail = entry.semicolon_after ? 1 : 0});
    if (entry.semicolon_after) out_.text += ';';
    return std::move(out_);
  }

 private:
  struct Where {
    int indent = 0;
    bool broken = false;
    int tail = 0;  // columns that must follow on the same line
  };

  void write(std::span<const Node> nodes, Where where) {
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      Where here = where;
      if (where.broken) {
        const Width after = width_to_end(nodes.subspan(i + 1));
        here.tail = after.columns + (after.ends ? 0 : where.tail);
      }
      write(nodes[i], here);
    }
  }

  void write(const Node& node, Where where) {
    switch (node.kind) {
      case Node::Kind::kText:
        return add(node.text);
      case Node::Kind::kGap:
        return write_gap(node, where);
      case Node::Kind::kMark:
        if (blocks_ == 0 && out_.mark == std::string::npos && lines_ == 0) out_.mark = out_.text.size();
        return;
      case Node::Kind::kGroup:
        where.broken = where.broken && (node.broken || column_ + flat_columns(node.items) + where.tail > kColumns);
        return write(node.items, where);
      case Node::Kind::kIndent:
        where.indent += node.indent;
        return write(node.items, where);
      case Node::Kind::kBlock:
        return where.broken ? write_lines(*node.block, where.indent) : write_flat(*node.block);
    }
  }

  void write_gap(const Node& node, Where where) {
    if (node.comments.none()) {
      if (where.broken && is_line_end(node.gap)) return new_line(where.indent);
      if (flat_columns(node.gap) == 1) add(" ");
      return;
    }
    const bool own_line = is_line_end(node.gap) || node.gap == Gap::kElse;
    const int inner = where.indent + (node.gap == Gap::kClose ? 2 : own_line ? 0 : kContinued);
    for (std::uint32_t i = node.comments.first; i < node.comments.last; ++i) {
      const Comment& comment = pieces_.comments[i];
      if (i == node.comments.first && !comment.alone) {
        add("  ");
      } else {
        new_line(inner);
      }
      add(comment.text);
    }
    new_line(node.gap == Gap::kClose ? where.indent : inner);
  }

  void write_lines(const Block& block, int indent) {
    add("{");
    Listing listing(pieces_, indent + 2, out_.text);
    for (const Entry& entry : block.entries) listing.add(entry);
    listing.finish(block.below);
    ++lines_;
    new_line(indent);
    add("}");
  }

  void write_flat(const Block& block) {
    if (block.entries.empty()) return add("{}");
    add("{ ");
    ++blocks_;
    for (const Entry& entry : block.entries) {
      if (&entry != &block.entries.front()) add("; ");
      if (blocks_ == 1) out_.cells.push_back({out_.text.size(), entry.key});
      write(entry.body, {});
    }
    --blocks_;
    add(" }");
  }

  void add(std::string_view text) {
    out_.text += text;
    column_ += columns_of(text);
  }

  void new_line(int indent) {
    out_.text += '\n';
    out_.text.append(static_cast<std::size_t>(indent), ' ');
    column_ = indent;
    ++lines_;
  }

  const Pieces& pieces_;
  Rendered out_;
  int column_ = 0;
  int lines_ = 0;   // line ends so far
  int blocks_ = 0;  // blocks on one line around this place
};

bool any_broken(const Nodes& nodes) {
  for (const Node& node : nodes) {
    if (node.broken) return true;
  }
  return false;
}

}  // namespace

Node text_node(std::string_view text) {
  Node node;
  node.text = text;
  return node;
}

Node gap_node(Gap gap, Comments comments) {
  Node node;
  node.kind = Node::Kind::kGap;
  node.gap = gap;
  node.comments = comments;
  node.broken = !comments.none();
  return node;
}

Node mark_node() {
  Node node;
  node.kind = Node::Kind::kMark;
  return node;
}

Node group(Nodes items) {
  Node node;
  node.kind = Node::Kind::kGroup;
  node.broken = any_broken(items);
  node.items = std::move(items);
  return node;
}

Node indent(int by, Nodes items) {
  Node node = group(std::move(items));
  node.kind = Node::Kind::kIndent;
  node.indent = by;
  return node;
}

Node block_node(Block block, bool several_lines) {
  Node node;
  node.kind = Node::Kind::kBlock;
  node.broken = several_lines || !block.below.none();
  for (const Entry& entry : block.entries) {
    node.broken = node.broken || !entry.above.none() || entry.semicolon_after || any_broken(entry.body);
  }
  node.block = std::make_unique<Block>(std::move(block));
  return node;
}

Rendered render(const Pieces& pieces, const Entry& entry, int indent) {
  return Renderer(pieces, indent).run(entry, indent);
}

}  // namespace cdp::format
