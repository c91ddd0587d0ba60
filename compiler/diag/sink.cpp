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

}  // namespace

std::vector<Diagnostic> DiagnosticSink::sorted() const {
  std::vector<Diagnostic> result(diagnostics_.begin(), diagnostics_.end());
  std::stable_sort(result.begin(), result.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return order(a) < order(b); });
  const auto same = [](const Diagnostic& a, const Diagnostic& b) { return order(a) == order(b); };
  result.erase(std::unique(result.begin(), result.end(), same), result.end());
  return result;
}

Report DiagnosticSink::add(Code code, Span span, std::string message) {
  const Severity severity = row(code).severity;
  if (severity == Severity::kError) ++errors_;
  return Report(diagnostics_.emplace_back(Diagnostic{code, severity, span, std::move(message), {}, std::nullopt}));
}

}  // namespace cdp::diag
