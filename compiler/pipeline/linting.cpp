// See linting.h.
#include "compiler/pipeline/linting.h"

#include <set>

#include "compiler/lint/run.h"

namespace cdp::pipeline {

namespace {

/// The suppressions of the linted file, and of those it uses where something was found.
std::vector<lint::Suppression> suppressions_of(const AnalysedSpec& analysis, const std::vector<syntax::Comment>& own,
                                               std::span<const diag::Diagnostic> found) {
  std::set<FileId> files = {0};
  for (const diag::Diagnostic& finding : found) files.insert(finding.span.file);
  std::vector<lint::Suppression> all;
  for (const auto& file : analysis.program.files) {
    if (file->library || !files.contains(file->ast.id)) continue;
    const auto comments = file->ast.id == 0 ? own : syntax::comments(analysis.sources, file->ast.id);
    for (lint::Suppression& one : lint::suppressions(analysis.sources, file->ast, comments))
      all.push_back(std::move(one));
  }
  return all;
}

void run_rules(AnalysedSpec& analysis, std::span<const lint::Rule* const> rules, const lint::Text& text,
               const std::string& target, diag::DiagnosticSink& findings) {
  const std::vector<ScaledTarget> scaled = scale_targets(analysis, target);
  if (!ready(analysis) || scaled.empty()) return lint::run(rules, text, nullptr, findings);
  std::vector<analysis::ScaleValues> scales;
  for (const ScaledTarget& at : scaled) scales.emplace_back(at.scaled, *at.settings, *analysis.model);
  const analysis::Compilation compilation{*analysis.spec, *analysis.model, *analysis.rules, *analysis.constants,
                                          scales};
  const lint::CheckedSpec checked(compilation, text);
  lint::run(rules, text, &checked, findings);
}

}  // namespace

void lint(AnalysedSpec& analysis, std::span<const lint::Rule* const> rules, const config::Thresholds& thresholds,
          const std::string& target, diag::DiagnosticSink& findings) {
  const auto comments = syntax::comments(analysis.sources, 0);
  run_rules(analysis, rules, {analysis.sources, analysis.program, comments, thresholds}, target, findings);
}

lint::Seen seen_of(const AnalysedSpec& analysis, const std::string& target) {
  return ready(analysis) && target == "all" ? lint::Seen::kWhole : lint::Seen::kText;
}

std::vector<lint::Filtered> lint(AnalysedSpec& analysis, const lint::Selection& selection,
                                 const config::Thresholds& thresholds, const std::string& target,
                                 std::vector<lint::Suppression>& suppressions) {
  diag::DiagnosticSink sink;
  const std::vector<const lint::Rule*> rules = selection.rules();
  const auto comments = syntax::comments(analysis.sources, 0);
  const lint::Text text{analysis.sources, analysis.program, comments, thresholds};
  run_rules(analysis, rules, text, target, sink);
  std::vector<diag::Diagnostic> found = analysis.sink.sorted();
  for (diag::Diagnostic& finding : sink.sorted()) found.push_back(std::move(finding));
  suppressions = suppressions_of(analysis, comments, found);
  return lint::filter(text, std::move(found), suppressions, selection, seen_of(analysis, target));
}

}  // namespace cdp::pipeline
