// Paths and fingerprints as other programs want them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/findings/report.h"

namespace cdp::findings {

/// Relative to the folder where the file is below it, without `.` and `..`; else as it is.
[[nodiscard]] std::string relative_path(const std::string& path, const std::string& folder);

/// The path of a URI: bytes that are not plain are percent-encoded (RFC 3986).
[[nodiscard]] std::string uri_path(std::string_view path);

/// A line as it is told from others: white space folded, so that aligning and indenting change nothing.
[[nodiscard]] std::string normalised(std::string_view line);

/// One for each finding: made of code, path, normalised line, and how many such came before it. It stays when lines
/// move.
[[nodiscard]] std::vector<std::string> fingerprints(const Report& report);

}  // namespace cdp::findings
