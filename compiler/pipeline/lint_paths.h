// From paths to linted files: which files, under which settings, on all cores.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/result.h"
#include "compiler/pipeline/lint_file.h"
#include "compiler/pipeline/settings.h"

namespace cdp::pipeline {

/// What is to be linted and how, as a command line or an editor says it; the rest is said by cdp.toml.
struct LintRequest {
  std::vector<std::string> paths;  // files, folders, `-`; none: the current folder
  std::optional<std::vector<std::string>> select = {};
  std::vector<std::string> ignore = {};
  std::optional<diag::Severity> fail_on = {};
  std::string target = {};  // empty: that of cdp.toml, else all
  Fixing fixing = Fixing::kNone;
  std::optional<diag::Color> shown = {};  // none: findings need no form for the terminal
  std::string baseline = {};
  std::string stdin_name = {};  // what `-` is shown as
  bool stdin_is_file = false;   // whether it stands for the file of that name, whose settings hold for it
  std::function<Result<std::string>()> read_stdin = {};
  unsigned jobs = 0;  // threads; 0: as many as there are cores
  ConfigChoice config = {};
};

/// A file to be linted, under the settings that hold for it.
struct LintTask {
  std::string path;  // as users are shown it
  bool is_stdin = false;
  const Files* files = nullptr;
  LintFileOptions options;
};

struct LintedTask {
  LintTask task;
  LintedFile file;
};

/// All files of a run, linted: in the order of the command line, folders by name.
struct LintRun {
  std::vector<LintedTask> files;
  std::vector<Error> failures;               // what could not be read
  std::vector<std::vector<Error>> left_out;  // of each folder: what is called .cdp and was not read
  std::vector<SettingsFault> refused;        // of paths whose cdp.toml is not understood
  std::optional<SettingsFault> fault;        // of the request: nothing was linted
  diag::Severity fail_on = diag::Severity::kWarning;
  std::string baseline;
};
[[nodiscard]] LintRun lint_all(const LintRequest& request);

/// Takes the findings out of a run, in its order; what is found in a file that several use comes once.
[[nodiscard]] std::vector<lint::Finding> take_findings(LintRun& run);

/// Whether a run would have found a code again in a file, given by its absolute path. One that is gone was looked at.
[[nodiscard]] bool was_looked_for(const LintRun& run, const std::string& path, std::string_view code);

}  // namespace cdp::pipeline
