// Reading files, from disk or from memory (tests, the embedded standard library, fuzzers).
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/result.h"

namespace cdp {

/// Where a compilation's files come from: entries of `memory` first, then the disk if `disk`.
struct Files {
  std::map<std::string, std::string, std::less<>> memory;
  bool disk = true;
  /// Files of the standard library that a file on disk stands for: "std/gpt.cdp" to its path. Who loads specs asks.
  std::map<std::string, std::string, std::less<>> replaced = {};
  /// Where those are, as cdp.toml names it.
  std::string library_folder = {};

  /// Folders, without links, that files of the disk must lie in where a spec names them: who lints the specs of
  /// strangers does not let them read everywhere. None: there are no bounds.
  std::optional<std::vector<std::string>> reach = std::nullopt;

  /// The bytes of a file that the user has named. Errors are in the user's words: missing, a directory, no permission,
  /// too large.
  [[nodiscard]] Result<std::string> read(const std::string& path) const;
  /// The same for what the user has not named himself: regular files alone.
  [[nodiscard]] Result<std::string> read_regular(const std::string& path) const;
};

/// Takes the next piece of a text that is too long to be held; false: no more is wanted.
using Put = std::function<bool(std::string_view)>;
/// Makes such a text.
using Fill = std::function<void(const Put&)>;

/// Asked before a new file takes its place: whether all is there.
using Whole = std::function<Status()>;

/// Writes beside the file and renames, so that a full disk never leaves a half-written file. A link at its place is
/// replaced, and what it names is left alone: a link that somebody has planted gets nothing written over.
[[nodiscard]] Status write_file(const std::string& path, std::string_view bytes);
/// The same for a file made of pieces, which are not joined in memory.
[[nodiscard]] Status write_file(const std::string& path, std::span<const std::string_view> pieces);
[[nodiscard]] Status write_file(const std::string& path, const Fill& fill, const Whole& whole = nullptr);

/// Writes a file back to where it was read from, through a link too.
[[nodiscard]] Status rewrite_file(const std::string& path, std::string_view bytes);

}  // namespace cdp
