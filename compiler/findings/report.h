// What the linter has found, written for people and for other programs: one file a format. What is found, and where it
// is written to, is not decided here.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/result.h"
#include "compiler/diag/render.h"
#include "compiler/lint/finding.h"

namespace cdp::findings {

struct Report {
  std::vector<std::string> files;       // that were linted, as users are shown them
  std::vector<lint::Finding> findings;  // of all files, in their order; those that are suppressed or accepted too
  std::vector<Error> failures;          // what could not be read
  diag::Severity fail_on = diag::Severity::kWarning;
  std::string folder;  // the current one: paths for other programs are relative to it
  diag::Color color = diag::Color::kNever;
  bool lists_closed = true;  // whether SARIF and JSON also list what is suppressed or accepted
};

[[nodiscard]] std::string text(const Report& report);
[[nodiscard]] std::string concise(const Report& report);
[[nodiscard]] std::string json(const Report& report);
[[nodiscard]] std::string sarif(const Report& report);
[[nodiscard]] std::string github(const Report& report);
[[nodiscard]] std::string gitlab(const Report& report);
[[nodiscard]] std::string junit(const Report& report);

struct Format {
  std::string_view word;  // of `--format`
  std::string (*write)(const Report& report);

  [[nodiscard]] bool is_text() const { return write == &text; }  // for people, with colors
};

/// In the order of the help.
[[nodiscard]] std::span<const Format> formats();

/// How many findings each code has, the most frequent first, instead of the findings.
[[nodiscard]] std::string statistics(const Report& report);

/// `2 errors, 1 warning in 3 files; 1 fixable with --fix, 2 more with --unsafe-fixes`
[[nodiscard]] std::string summary(const Report& report);

/// Whether a finding makes the exit code 1.
[[nodiscard]] bool fails(const lint::Finding& finding, diag::Severity fail_on);
/// Whether SARIF and JSON list a finding.
[[nodiscard]] bool is_listed(const lint::Finding& finding, const Report& report);
[[nodiscard]] std::vector<const lint::Finding*> open_findings(const Report& report);

}  // namespace cdp::findings
