// Which files a glob of cdp.toml means:
//   `*`, `?`    any characters, or one, of a name: never `/`
//   `[a-c]`     one of these characters; `[!a-c]` one of all others
//   `**`        as a whole name: any number of folders, also none
// A glob without `/` is about names in any folder: `*.cdp`, `legacy`. What matches a folder matches all that is in it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compiler/config/config.h"

namespace cdp::config {

/// `path` is relative, with `/` between its parts.
[[nodiscard]] bool glob_matches(std::string_view glob, std::string_view path);

/// Why a text is not a glob; none: it is one.
[[nodiscard]] std::optional<std::string> glob_fault(std::string_view glob);

/// A path of the current folder as globs of cdp.toml see it; empty where the file is not below cdp.toml's folder.
[[nodiscard]] std::string path_below(const Config& config, const std::string& path);

/// Whether [paths] exclude names a file or folder. What users name themselves on a command line is never left out: that
/// is the caller's matter.
[[nodiscard]] bool is_excluded(const Config& config, const std::string& path);

/// The rules that [lint.per-file-ignores] turns off for a file.
[[nodiscard]] std::vector<Word> ignored_for(const Config& config, const std::string& path);

}  // namespace cdp::config
