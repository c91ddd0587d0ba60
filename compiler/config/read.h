// Finding and reading cdp.toml. Unknown keys and values that cannot be are errors with their places: a setting that is
// misspelt would change nothing and nobody would know.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/result.h"
#include "compiler/config/config.h"
#include "compiler/diag/sink.h"

namespace cdp::config {

inline constexpr std::string_view kFileName = "cdp.toml";

/// The nearest cdp.toml for a file or folder: beside it or above it. Links are not followed on the way up. Empty: there
/// is none.
[[nodiscard]] std::string find_upwards(const std::string& path);

/// Reads a file; faults of its text are in the sink, with places in the config's own sources.
[[nodiscard]] Result<Config> read_config(const std::string& path, diag::DiagnosticSink& sink);

/// The same for a text that stands for the file at `path`.
[[nodiscard]] Config read_text(const std::string& path, std::string text, diag::DiagnosticSink& sink);

/// All keys with their tables, `lint.fail-on`, in the order of the lists.
[[nodiscard]] std::vector<std::string> setting_names();

}  // namespace cdp::config
