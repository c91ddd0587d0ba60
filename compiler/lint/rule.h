// What a rule of the linter reads and how it reports. A rule is a row of lint.def and one file in rules/; it knows
// nothing of levels, suppressions and output, which are the runner's.
#pragma once

#include <vector>

#include <fmt/format.h>

#include "compiler/analysis/facts.h"
#include "compiler/analysis/file_facts.h"
#include "compiler/analysis/growth/directions.h"
#include "compiler/analysis/growth/instabilities.h"
#include "compiler/base/check.h"
#include "compiler/base/source.h"
#include "compiler/config/threshold_values.h"
#include "compiler/diag/holes.h"
#include "compiler/diag/sink.h"
#include "compiler/sema/program.h"
#include "compiler/syntax/comments.h"

namespace cdp::lint {

using namespace analysis;  // rules read facts and decide nothing else

/// A file as it is written. `program.files[0]` is the one that is linted: rules report only there.
struct Text {
  const SourceMap& sources;
  const sema::Program& program;
  const std::vector<syntax::Comment>& comments;  // of the linted file
  const config::Thresholds& thresholds;
  FileFacts facts = facts_of(program);

  [[nodiscard]] const sema::LoadedFile& file() const { return program.root(); }
};

/// A spec without errors: what follows from it, and how it is written.
struct CheckedSpec : Facts {
  CheckedSpec(const Compilation& compilation, const Text& written)
      : Facts(compilation), text(written), stability(stability_of(*this, written.thresholds.least_growth)) {}

  const Text& text;
  std::vector<Along> stability;  // along the directions in which targets move
};

/// What one rule has found: its row's message with the holes filled, at a place in the linted file.
class Findings {
 public:
  Findings(const diag::CatalogRow& row, diag::DiagnosticSink& sink) : row_(row), sink_(sink) {}

  template <class... Args>
  diag::Report report(Span span, const Args&... args) {
    CHECK(diag::holes(row_.message) == sizeof...(Args));
    // What a file that is extended states is found where that file is linted.
    auto& sink = span.file == 0 ? sink_ : elsewhere_;
    return sink.add(row_, span, fmt::format(fmt::runtime(row_.message), args...));
  }

 private:
  const diag::CatalogRow& row_;
  diag::DiagnosticSink& sink_;
  diag::DiagnosticSink elsewhere_;
};

}  // namespace cdp::lint
