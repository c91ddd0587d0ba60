// The comments of a file, which the tree leaves out: for the formatter and for documentation.
#pragma once

#include <string_view>
#include <vector>

#include "compiler/base/source.h"

namespace cdp::syntax {

enum class CommentKind { kLine, kDoc };  // `// ...` and `/// ...`

struct Comment {
  Span span;              // with its slashes, without the line ending
  std::string_view text;  // what stands after the slashes, without spaces at either end; a view into the source
  CommentKind kind = CommentKind::kLine;
  bool alone = false;  // nothing before it on its line
};

/// All comments in the order of the file. Says nothing about faults: parse() reports those.
[[nodiscard]] std::vector<Comment> comments(const SourceMap& sources, FileId file);

}  // namespace cdp::syntax
