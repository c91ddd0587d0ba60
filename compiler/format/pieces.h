// What a file is made of: its words and the comments between them, with what the layout must know of the white space
// they stood in. Inside compiler/format only.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "compiler/base/source.h"

namespace cdp::format {

/// One word. Views are into the source's text.
struct Word {
  std::string_view text;       // empty: the end of the file
  std::uint32_t comments = 0;  // how many comments stand before it in the file
  bool first_on_line = false;
  bool blank_before = false;  // a blank line directly above
};

struct Comment {
  std::string_view text;  // with its slashes, without white space at its end
  bool doc = false;       // `///`
  bool alone = false;     // nothing before it on its line
  bool blank_before = false;
};

struct Pieces {
  std::vector<Word> words;  // the last one is the end of the file
  std::vector<Comment> comments;
};

/// The pieces of a file without syntax errors.
[[nodiscard]] Pieces pieces_of(const SourceMap& sources, FileId file);

}  // namespace cdp::format
