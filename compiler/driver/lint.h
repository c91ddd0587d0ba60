// `cdp lint`: its options, and the steps between files and the answer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/driver/commands.h"
#include "compiler/findings/report.h"
#include "compiler/pipeline/lint_paths.h"

namespace cdp::driver {

struct LintOptions {
  std::vector<std::string> paths;  // files, folders, `-`; none: the current folder
  std::optional<std::vector<std::string>> select = {};
  std::vector<std::string> ignore = {};
  std::optional<diag::Severity> fail_on = {};
  bool exit_zero = false;
  const findings::Format* format = &findings::formats().front();
  std::string output = {};  // empty: standard output
  bool no_suppressed = false;
  bool fix = false;
  bool unsafe_fixes = false;
  bool diff = false;
  std::string target = {};  // empty: that of cdp.toml, else all
  bool statistics = false;
  std::string baseline = {};
  bool update_baseline = false;
  std::string stdin_filename = {};
  unsigned jobs = 0;
  ConfigChoice config = {};
  bool show_settings = false;
};

[[nodiscard]] Answer lint_paths(const LintOptions& options, const Colors& colors);

/// What of them is the pipeline's.
[[nodiscard]] pipeline::LintRequest request_of(const LintOptions& options, const Colors& colors);

}  // namespace cdp::driver
