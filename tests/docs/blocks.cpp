// The little of Markdown that the documents use: fenced blocks, comments above them, inline links.
#include "tests/docs/blocks.h"

#include <cstddef>
#include <span>
#include <utility>

namespace cdp::docs {
namespace {

constexpr std::string_view kFence = "```";
constexpr std::string_view kNotRun = "<!-- not run: ";
constexpr std::string_view kCommentEnd = " -->";

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

std::string_view without_trailing_spaces(std::string_view line) {
  const std::size_t last = line.find_last_not_of(" \t\r");
  return last == std::string_view::npos ? std::string_view{} : line.substr(0, last + 1);
}

/// A command goes on in the next line after a backslash.
void read_commands(Block& block) {
  std::size_t number = block.line;
  bool continued = false;
  for (const std::string_view line : lines_of(block.text)) {
    ++number;
    if (continued) {
      block.commands.back().text += line;
    } else if (line.starts_with("$ ")) {
      block.commands.push_back({number, std::string(line.substr(2)), ""});
    } else if (!block.commands.empty()) {
      block.commands.back().output.append(line).push_back('\n');
      continue;
    }
    if (block.commands.empty()) continue;
    std::string& text = block.commands.back().text;
    continued = text.ends_with('\\');
    if (continued) text.pop_back();
  }
}

bool lines_match(std::span<const std::string_view> shown, std::span<const std::string_view> actual) {
  while (!shown.empty()) {
    if (shown.front() == "...") {
      for (std::size_t skipped = 0; skipped <= actual.size(); ++skipped) {
        if (lines_match(shown.subspan(1), actual.subspan(skipped))) return true;
      }
      return false;
    }
    if (actual.empty() || without_trailing_spaces(shown.front()) != without_trailing_spaces(actual.front()))
      return false;
    shown = shown.subspan(1);
    actual = actual.subspan(1);
  }
  return actual.empty();
}

bool is_path(std::string_view target) {
  return !target.empty() && target.front() != '#' && target.find("://") == std::string_view::npos &&
         !target.starts_with("mailto:");
}

}  // namespace

std::vector<Block> blocks_of(std::string_view document) {
  std::vector<Block> blocks;
  bool inside = false;
  std::size_t number = 0;
  std::string_view before;
  for (const std::string_view line : lines_of(document)) {
    ++number;
    if (line.starts_with(kFence)) {
      if (!inside) {
        Block block{.line = number,
                    .language = std::string(line.substr(kFence.size())),
                    .text = {},
                    .commands = {},
                    .not_run = {}};
        if (before.starts_with(kNotRun) && before.ends_with(kCommentEnd)) {
          before.remove_prefix(kNotRun.size());
          block.not_run = before.substr(0, before.size() - kCommentEnd.size());
        }
        blocks.push_back(std::move(block));
      } else if (blocks.back().language == "console") {
        read_commands(blocks.back());
      }
      inside = !inside;
    } else if (inside) {
      blocks.back().text.append(line).push_back('\n');
    }
    before = line;
  }
  return blocks;
}

std::vector<std::string> linked_paths(std::string_view document) {
  std::vector<std::string> paths;
  bool inside = false;
  for (std::string_view line : lines_of(document)) {
    if (line.starts_with(kFence)) inside = !inside;
    if (inside) continue;
    for (std::size_t at = line.find("]("); at != std::string_view::npos; at = line.find("](")) {
      line.remove_prefix(at + 2);
      const std::string_view target = line.substr(0, line.find(')'));
      if (is_path(target)) paths.emplace_back(target.substr(0, target.find('#')));
    }
  }
  return paths;
}

bool output_matches(std::string_view shown, std::string_view actual) {
  return lines_match(lines_of(shown), lines_of(actual));
}

}  // namespace cdp::docs
