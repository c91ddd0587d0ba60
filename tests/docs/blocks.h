// Reads what can be tested out of a Markdown document: console blocks with their commands and the output that is shown,
// links, and names of files. Runs nothing and opens nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cdp::docs {

/// `$ command` and the lines below it. A line `...` stands for any number of lines.
struct Command {
  std::size_t line = 0;  // from 1
  std::string text;
  std::string output;
};

/// A fenced block. Console blocks have commands.
struct Block {
  std::size_t line = 0;  // of the opening fence, from 1
  std::string language;
  std::string text;
  std::vector<Command> commands;
  /// From a line `<!-- not run: REASON -->` right above the block. Every other console block is run.
  std::string not_run;
};

[[nodiscard]] std::vector<Block> blocks_of(std::string_view document);

/// Targets of `[text](target)` that are paths of this tree: no addresses, no anchors.
[[nodiscard]] std::vector<std::string> linked_paths(std::string_view document);

/// Whether the output is as shown: line by line, trailing spaces aside, `...` lines matching any lines.
[[nodiscard]] bool output_matches(std::string_view shown, std::string_view actual);

}  // namespace cdp::docs
