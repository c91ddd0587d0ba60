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

std::string_view name_of(const diag::Row& row) {
  const Rule* rule = find_rule(row.id);
  return rule == nullptr ? row.id : rule->name;
}

Finding finding_of(const Judged& judged, const SourceMap& sources, std::string shown) {
  const diag::Diagnostic& found = judged.finding;
  Finding made;
  made.row = found.row;
  made.level = found.severity;
  made.message = found.message;
  made.at = location_of(found.span, sources);
  made.line = sources.line(found.span.file, made.at.begin.line);
  for (const diag::Note& note : found.notes) made.remarks.push_back({location_of(note.span, sources), note.text});
  if (found.fix)
    made.fix = Finding::Mending{location_of(found.fix->span, sources), found.fix->replacement, found.fix->safety};
  made.shown = std::move(shown);
  if (judged.by != nullptr) {
    made.standing = Standing::kSuppressed;
    made.reason = judged.by->reason;
  }
  return made;
}

}  // namespace cdp::lint
