// One file under the linter: what is found in it, and what it becomes when fixes are applied.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "compiler/base/files.h"
#include "compiler/base/result.h"
#include "compiler/config/threshold_values.h"
#include "compiler/diag/render.h"
#include "compiler/lint/finding.h"
#include "compiler/lint/selection.h"
#include "compiler/sema/trees.h"

namespace cdp::pipeline {

enum class Fixing : std::uint8_t { kNone, kSafe, kAll };

struct LintFileOptions {
  lint::Selection selection;
  config::Thresholds thresholds;
  std::string target = "all";
  Fixing fixing = Fixing::kNone;
  std::optional<diag::Color> shown;  // none: findings need no form for the terminal
  sema::Trees* trees = nullptr;      // of files that other specs use too
};

struct LintedFile {
  std::vector<lint::Finding> findings;  // those that are left
  std::vector<std::string> targets;     // that the spec has
  lint::Seen seen = lint::Seen::kText;
  std::string before;  // the text, and what it has become
  std::string after;
  std::size_t fixed = 0;
  bool dropped = false;  // fixes that would have left a broken file, which has been kept as it was
};

/// The file at `path`, read from `files`. An unreadable one is the Error. Writes nothing.
[[nodiscard]] Result<LintedFile> lint_file(const std::string& path, const Files& files, const LintFileOptions& options);

}  // namespace cdp::pipeline
