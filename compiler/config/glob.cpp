// Matching part by part; see glob.h. Both searches remember only the last star, so no glob takes more than
// length * length steps.
#include "compiler/config/glob.h"

#include <algorithm>
#include <filesystem>

namespace cdp::config {

namespace {

std::vector<std::string_view> parts_of(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const std::size_t end = path.find('/');
    if (end != 0 && path.substr(0, end) != ".") parts.push_back(path.substr(0, end));
    path.remove_prefix(end == std::string_view::npos ? path.size() : end + 1);
  }
  return parts;
}

/// The place after `[...]`, or none where it is not closed. A `]` in front is a character like others.
std::optional<std::size_t> end_of_set(std::string_view glob, std::size_t open) {
  std::size_t at = open + 1;
  if (at < glob.size() && glob[at] == '!') ++at;
  const std::size_t close = glob.find(']', at + 1);
  if (close == std::string_view::npos) return std::nullopt;
  return close + 1;
}

bool in_set(std::string_view set, char character) {
  const bool negated = set.starts_with('!');
  if (negated) set.remove_prefix(1);
  bool found = false;
  while (!set.empty()) {
    const bool range = set.size() >= 3 && set[1] == '-';
    found = found || (range ? set[0] <= character && character <= set[2] : set[0] == character);
    set.remove_prefix(range ? 3 : 1);
  }
  return found != negated;
}

/// Whether the pattern's next piece takes the character; moves on behind it if so.
bool takes(std::string_view pattern, std::size_t& at, char character) {
  if (at == pattern.size()) return false;
  if (pattern[at] == '[') {
    if (const auto end = end_of_set(pattern, at)) {
      if (!in_set(pattern.substr(at + 1, *end - at - 2), character)) return false;
      at = *end;
      return true;
    }
  }
  if (pattern[at] != '?' && pattern[at] != character) return false;
  ++at;
  return true;
}

bool name_matches(std::string_view pattern, std::string_view name) {
  std::size_t at = 0;
  std::size_t next = 0;
  std::optional<std::size_t> star;  // behind the last `*`
  std::size_t taken = 0;            // where that `*` may end
  while (next < name.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = ++at;
      taken = next;
    } else if (takes(pattern, at, name[next])) {
      ++next;
    } else if (star) {
      at = *star;
      next = ++taken;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

/// The same with names for characters and `**` for `*`. A path may go on: what is in a folder that matches.
bool parts_match(const std::vector<std::string_view>& glob, const std::vector<std::string_view>& path) {
  std::size_t at = 0;
  std::size_t next = 0;
  std::optional<std::size_t> star;
  std::size_t taken = 0;
  while (true) {
    if (at == glob.size()) return true;
    if (glob[at] == "**") {
      star = ++at;
      taken = next;
      if (at == glob.size()) return next < path.size();
    } else if (next < path.size() && name_matches(glob[at], path[next])) {
      ++at;
      ++next;
    } else if (star && taken < path.size()) {
      at = *star;
      next = ++taken;
    } else {
      return false;
    }
  }
}

}  // namespace

bool glob_matches(std::string_view glob, std::string_view path) {
  const auto names = parts_of(path);
  const auto wanted = parts_of(glob);
  if (glob.find('/') != std::string_view::npos) return parts_match(wanted, names);
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return name_matches(glob, name); });
}

std::optional<std::string> glob_fault(std::string_view glob) {
  if (glob.starts_with('/')) return "it is relative to the folder of cdp.toml; leave the first `/` out";
  const auto parts = parts_of(glob);
  if (parts.empty()) return "it names nothing";
  for (const std::string_view part : parts) {
    if (part == "..") return "it is about what is below cdp.toml; put a cdp.toml further up instead of `..`";
    for (std::size_t at = part.find('['); at != std::string_view::npos; at = part.find('[', at)) {
      const auto end = end_of_set(part, at);
      if (!end) return "a `[` is not closed in the same name";
      at = *end;
    }
  }
  return std::nullopt;
}

std::string path_below(const Config& config, const std::string& path) {
  std::error_code fault;
  const auto whole = std::filesystem::absolute(path, fault).lexically_normal();
  if (fault || config.folder.empty()) return "";
  std::string below = whole.lexically_relative(config.folder).generic_string();
  return below == ".." || below.starts_with("../") ? "" : below;
}

bool is_excluded(const Config& config, const std::string& path) {
  if (config.paths.exclude.empty()) return false;
  const std::string below = path_below(config, path);
  return std::any_of(config.paths.exclude.begin(), config.paths.exclude.end(),
                     [&](const Word& glob) { return glob_matches(glob.text, below); });
}

std::vector<Word> ignored_for(const Config& config, const std::string& path) {
  std::vector<Word> rules;
  if (config.lint.per_file_ignores.empty()) return rules;
  const std::string below = path_below(config, path);
  for (const FileIgnores& row : config.lint.per_file_ignores)
    if (glob_matches(row.glob.text, below)) rules.insert(rules.end(), row.rules.begin(), row.rules.end());
  return rules;
}

}  // namespace cdp::config
