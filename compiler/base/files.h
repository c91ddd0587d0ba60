// Reading files, from disk or from memory (tests, the embedded standard library, fuzzers).
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "compiler/base/result.h"

namespace cdp {

/// Where a compilation's files come from: entries of `memory` first, then the disk if `disk`.
struct Files {
  std::map<std::string, std::string, std::less<>> memory;
  bool disk = true;
  /// Files of the standard library that a file on disk stands for: "std/gpt.cdp" to its path. Who loads specs asks.
  std::map<std::string, std::string, std::less<>> replaced = {};

  /// The file's bytes. Errors are in the user's words: missing, a directory, no permission, too large.
  [[nodiscard]] Result<std::string> read(const std::string& path) const;
};

/// Takes the next piece of a text that is too long to be held; false: no more is wanted.
using Put = std::function<bool(std::string_view)>;
/// Makes such a text.
using Fill = std::function<void(const Put&)>;

/// Writes beside the file and renames, so that a full disk never leaves a half-written file.
[[nodiscard]] Status write_file(const std::string& path, std::string_view bytes);
/// The same for a file made of pieces, which are not joined in memory.
[[nodiscard]] Status write_file(const std::string& path, std::span<const std::string_view> pieces);
[[nodiscard]] Status write_file(const std::string& path, const Fill& fill);

}  // namespace cdp
