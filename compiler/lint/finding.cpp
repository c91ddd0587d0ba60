// See finding.h.
#include "compiler/lint/finding.h"

namespace cdp::lint {

namespace {

Location location_of(Span span, const SourceMap& sources) {
  return {sources.file(span.file).path, sources.position(span.file, span.begin), sources.position(span.file, span.end),
          span.begin, span.end - span.begin};
}

}  // namespace

bool operator==(const Location& a, const Location& b) {
  return a.path == b.path && a.offset == b.offset && a.length == b.length;
}

std::string_view name_of(const diag::CatalogRow& row) {
  const Rule* rule = find_rule(row.id);
  return rule == nullptr ? row.id : rule->name;
}

Finding finding_of(const Filtered& filtered, const SourceMap& sources, std::string shown) {
  const diag::Diagnostic& found = filtered.finding;
  Finding made;
  made.row = found.row;
  made.level = found.severity;
  made.message = found.message;
  made.at = location_of(found.span, sources);
  made.line = sources.line(found.span.file, made.at.begin.line);
  for (const diag::Note& note : found.notes) made.notes.push_back({location_of(note.span, sources), note.text});
  if (found.fix)
    made.fix = Finding::Edit{location_of(found.fix->span, sources), found.fix->replacement, found.fix->safety};
  made.shown = std::move(shown);
  if (filtered.by != nullptr) {
    made.state = FindingState::kSuppressed;
    made.reason = filtered.by->reason;
  }
  return made;
}

}  // namespace cdp::lint
