// `cdp lint`: its options, and the steps between files and the answer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/driver/commands.h"
#include "compiler/findings/report.h"
#include "compiler/pipeline/lint_file.h"

namespace cdp::driver {

struct LintOptions {
  std::vector<std::string> paths;  // files, folders, `-`; none: the current folder
  std::optional<std::vector<std::string>> select = {};
  std::vector<std::string> ignore = {};
  std::optional<diag::Severity> fail_on = {};
  bool exit_zero = false;
  std::string format = "text";
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

/// A file to be linted, under the settings that hold for it.
struct LintTask {
  std::string path;  // as users are shown it
  bool is_stdin = false;
  const Files* files = nullptr;
  pipeline::LintFileOptions options;
};

struct LintedTask {
  LintTask task;
  pipeline::LintedFile file;
};

/// All files of a run, linted: in the order of the command line, folders by name.
struct LintRun {
  std::vector<LintedTask> files;
  std::vector<Error> failures;  // what could not be read
  std::string warnings;         // of what was left out
  std::vector<Answer> refused;  // of paths whose cdp.toml is not understood
  std::optional<Answer> fault;  // of the command line: nothing was linted
  diag::Severity fail_on = diag::Severity::kWarning;
  std::string baseline;
};
[[nodiscard]] LintRun lint_all(const LintOptions& options, const Colors& colors);

}  // namespace cdp::driver
