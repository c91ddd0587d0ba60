// Keeps what the stages report, and puts it in the order in which people read a file.
#include "compiler/diag/sink.h"

#include <algorithm>
#include <tuple>

namespace cdp::diag {

namespace {

auto order(const Diagnostic& diagnostic) {
  return std::tie(diagnostic.span.file, diagnostic.span.begin, diagnostic.span.end, diagnostic.row->id,
                  diagnostic.message);
}

bool of_syntax(const Diagnostic& diagnostic) {
  return diagnostic.row->id.starts_with("E01");
}

/// That no more are kept is so wherever the next one would have stood.
bool is_end(const Diagnostic& diagnostic) {
  return diagnostic.row == &diag::row(Code::E0248) || diagnostic.row == &diag::row(Code::W0249);
}

bool overlap(Span a, Span b) {
  return a.file == b.file && a.begin < b.end && b.begin < a.end;
}

/// Names and texts of a file may be of any length.
std::string shortened(std::string message) {
  constexpr std::size_t kLongest = 2000;
  if (message.size() <= kLongest) return message;
  std::size_t end = kLongest;
  while ((static_cast<unsigned char>(message[end]) & 0xC0U) == 0x80U) --end;  // not within a character
  message.resize(end);
  return message + "...";
}

}  // namespace

std::vector<Diagnostic> DiagnosticSink::sorted() const {
  std::vector<Diagnostic> result(diagnostics_.begin(), diagnostics_.end());
  // What could not be read is guessed at; what later stages say about the guess is no fault of the user's.
  std::vector<Span> unread;
  for (const Diagnostic& fault : diagnostics_)
    if (of_syntax(fault)) unread.push_back(fault.span);
  std::erase_if(result, [&](const Diagnostic& later) {
    const auto covers = [&](Span fault) { return overlap(fault, later.span); };
    return !of_syntax(later) && !is_end(later) && std::any_of(unread.begin(), unread.end(), covers);
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

void DiagnosticSink::bring_home(std::size_t first, const Foreign& foreign, Span home) {
  for (std::size_t i = first; i < diagnostics_.size(); ++i) {
    Diagnostic& diagnostic = diagnostics_[i];
    auto text = foreign(diagnostic.span);
    if (!text) continue;
    auto& notes = diagnostic.notes;
    const auto own = std::find_if(notes.begin(), notes.end(), [&](const Note& note) { return !foreign(note.span); });
    Note was{diagnostic.span, std::move(*text)};
    diagnostic.span = own == notes.end() ? home : own->span;
    if (own != notes.end()) notes.erase(own);
    notes.insert(notes.begin(), std::move(was));
    // A fix that changes a foreign file is none that the user can apply.
    if (diagnostic.fix && foreign(diagnostic.fix->span)) diagnostic.fix.reset();
  }
}

Report DiagnosticSink::add(const CatalogRow& row, Span span, std::string message) {
  const bool error = row.severity == Severity::kError;
  const std::size_t count = error ? ++errors_ : ++warnings_;
  Diagnostic diagnostic{&row, row.severity, span, shortened(std::move(message)), {}, std::nullopt};
  if (count <= kMostKept) return Report(diagnostics_.emplace_back(std::move(diagnostic)));
  const CatalogRow& enough = diag::row(error ? Code::E0248 : Code::W0249);
  if (count == kMostKept + 1)
    diagnostics_.push_back({&enough, enough.severity, span, std::string(enough.message), {}, std::nullopt});
  return Report(dropped_.emplace(std::move(diagnostic)));
}

}  // namespace cdp::diag
