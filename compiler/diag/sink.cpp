// Keeps what the stages report, and puts it in the order in which people read a file.
#include "compiler/diag/sink.h"

#include <algorithm>
#include <tuple>

namespace cdp::diag {

namespace {

auto order(const Diagnostic& diagnostic) {
  return std::tie(diagnostic.span.file, diagnostic.span.begin, diagnostic.span.end, diagnostic.code,
                  diagnostic.message);
}

bool of_syntax(const Diagnostic& diagnostic) {
  return row(diagnostic.code).id.starts_with("E01");
}

bool overlap(Span a, Span b) {
  return a.file == b.file && a.begin < b.end && b.begin < a.end;
}

}  // namespace

std::vector<Diagnostic> DiagnosticSink::sorted() const {
  std::vector<Diagnostic> result(diagnostics_.begin(), diagnostics_.end());
  // What could not be read is guessed at; what later stages say about the guess is no fault of the user's.
  std::erase_if(result, [&](const Diagnostic& later) {
    return !of_syntax(later) && std::any_of(diagnostics_.begin(), diagnostics_.end(), [&](const Diagnostic& fault) {
      return of_syntax(fault) && overlap(fault.span, later.span);
    });
  });
  std::stable_sort(result.begin(), result.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return order(a) < order(b); });
  const auto same = [](const Diagnostic& a, const Diagnostic& b) { return order(a) == order(b); };
  result.erase(std::unique(result.begin(), result.end(), same), result.end());
  return result;
}

void DiagnosticSink::note_since(std::size_t first, Span span, const std::string& text) {
  for (std::size_t i = first; i < diagnostics_.size(); ++i) {
    Diagnostic& diagnostic = diagnostics_[i];
    const FileId last = diagnostic.notes.empty() ? diagnostic.span.file : diagnostic.notes.back().span.file;
    if (last != span.file) diagnostic.notes.push_back({span, text});
  }
}

Report DiagnosticSink::add(Code code, Span span, std::string message) {
  const Severity severity = row(code).severity;
  if (severity == Severity::kError) ++errors_;
  return Report(diagnostics_.emplace_back(Diagnostic{code, severity, span, std::move(message), {}, std::nullopt}));
}

}  // namespace cdp::diag
