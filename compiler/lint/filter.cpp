// See filter.h.
#include "compiler/lint/filter.h"

#include <algorithm>
#include <tuple>

namespace cdp::lint {

namespace {

constexpr std::string_view kUnused = "W4901";

class Filter {
 public:
  Filter(std::vector<Suppression>& suppressions, const Selection& selection)
      : suppressions_(suppressions), selection_(selection) {}

  void add(std::vector<diag::Diagnostic> found) {
    for (diag::Diagnostic& finding : found) {
      if (!selection_.has(*finding.row)) continue;
      finding.severity = selection_.level(*finding.row);
      const Suppression* by = suppress(suppressions_, finding);
      filtered_.push_back({std::move(finding), by});
    }
  }

  std::vector<Filtered> take() && {
    const auto order = [](const Filtered& filtered) {
      const diag::Diagnostic& finding = filtered.finding;
      return std::tie(finding.span.file, finding.span.begin, finding.span.end, finding.row->id, finding.message);
    };
    std::stable_sort(filtered_.begin(), filtered_.end(),
                     [&](const Filtered& a, const Filtered& b) { return order(a) < order(b); });
    return std::move(filtered_);
  }

 private:
  std::vector<Suppression>& suppressions_;
  const Selection& selection_;
  std::vector<Filtered> filtered_;
};

}  // namespace

bool was_looked_for(const diag::CatalogRow& row, const Selection& selection, Seen seen) {
  if (is_error(row) || !selection.has(row)) return false;
  const Rule* rule = find_rule(row.id);
  const bool of_text = rule != nullptr && !std::holds_alternative<SpecRule>(rule->find);
  return of_text || seen == Seen::kWhole;
}

std::vector<Filtered> filter(const Text& text, std::vector<diag::Diagnostic> found,
                             std::vector<Suppression>& suppressions, const Selection& selection, Seen seen) {
  for (Suppression& suppression : suppressions)
    for (SuppressedCode& code : suppression.codes)
      code.judged = was_looked_for(*code.row, selection, seen) && code.row->id != kUnused;
  Filter filter(suppressions, selection);
  filter.add(std::move(found));
  // Backwards: what is unused is known when all others have had their findings suppressed.
  const std::vector<const Rule*> rules = selection.rules();
  for (auto rule = rules.rbegin(); rule != rules.rend(); ++rule) {
    const auto* find = std::get_if<CommentRule>(&(*rule)->find);
    if (find == nullptr) continue;
    diag::DiagnosticSink sink;
    Findings findings((*rule)->row, sink);
    (*find)({text, suppressions}, findings);
    filter.add(sink.sorted());
  }
  return std::move(filter).take();
}

}  // namespace cdp::lint
