// What a rule of the linter reads and how it reports. A rule is a row of lint.def and one file in rules/; it knows
// nothing of levels, suppressions and output, which are the runner's.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "compiler/base/check.h"
#include "compiler/base/source.h"
#include "compiler/config/threshold_values.h"
#include "compiler/diag/holes.h"
#include "compiler/diag/sink.h"
#include "compiler/lint/scale_values.h"
#include "compiler/model/model.h"
#include "compiler/scaling/settings.h"
#include "compiler/sema/constants.h"
#include "compiler/sema/program.h"
#include "compiler/sema/spec.h"
#include "compiler/syntax/comments.h"

namespace cdp::lint {

/// A file as it is written. `program.files[0]` is the one that is linted: rules report only there.
struct Text {
  const SourceMap& sources;
  const sema::Program& program;
  const std::vector<syntax::Comment>& comments;  // of the linted file
  const config::Thresholds& thresholds;

  [[nodiscard]] const sema::LoadedFile& file() const { return program.root(); }
};

/// A spec without errors. The first scale is the reference; the others are the targets that were asked for.
struct CheckedSpec {
  const Text& text;
  const sema::Spec& spec;
  const model::Model& model;
  const scaling::RuleSet& rules;
  const sema::Constants& constants;
  std::span<const ScaleValues> scales;

  [[nodiscard]] const ScaleValues& reference() const { return scales.front(); }
  [[nodiscard]] std::span<const ScaleValues> targets() const { return scales.subspan(1); }
};

/// What one rule has found: its row's message with the holes filled, at a place in the linted file.
class Findings {
 public:
  Findings(const diag::Row& row, diag::DiagnosticSink& sink) : row_(row), sink_(sink) {}

  template <class... Args>
  diag::Report report(Span span, const Args&... args) {
    CHECK(span.file == 0 && diag::holes(row_.message) == sizeof...(Args));
    return sink_.add(row_, span, fmt::format(fmt::runtime(row_.message), args...));
  }

 private:
  const diag::Row& row_;
  diag::DiagnosticSink& sink_;
};

}  // namespace cdp::lint
