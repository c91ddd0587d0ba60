// redundant-tag: a tag of a selector without which it selects the same, by its path or by another tag.
#include <algorithm>

#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

/// Whether a tag says nothing. Tags of shapes (`embed@input`) say something, even where the path has no others: they
/// hold the author's belief against the model.
bool is_needless(const std::vector<TunedPart>& parts, const syntax::SelectorPath& path, std::size_t index) {
  const std::string& tag = path.tags[index].text;
  const auto same = [&](const syntax::Ident& other) { return other.text == tag; };
  if (std::any_of(path.tags.begin(), path.tags.begin() + static_cast<std::ptrdiff_t>(index), same)) return true;
  if (tag == "all" && (path.tags.size() > 1 || !path.steps.empty())) return true;
  if ((tag != "block" && tag != "trunk") || path.steps.empty()) return false;
  if (path.steps.front().kind != syntax::SelectorStep::Kind::kName) return false;
  syntax::SelectorPath without = path;
  without.tags.erase(without.tags.begin() + static_cast<std::ptrdiff_t>(index));
  return std::all_of(parts.begin(), parts.end(), [&](const TunedPart& part) {
    return matches(without, part).empty() || !matches(path, part).empty();
  });
}

}  // namespace

void redundant_tag(const CheckedSpec& checked, Findings& findings) {
  for (const syntax::Tune* tune : checked.spec.tunes)
    for (const syntax::SelectorPath& path : tune->selector.alternatives)
      for (std::size_t i = 0; i < path.tags.size(); ++i) {
        if (!is_needless(checked.parts, path, i)) continue;
        const Span name = path.tags[i].span;
        const Span tag{name.file, name.begin - 1, name.end};
        auto report = findings.report(tag, path.tags[i].text);
        if (checked.text.sources.text(tag).starts_with('@')) report.fix(tag, "", diag::Safety::kSafe);
      }
}

}  // namespace cdp::lint::rules
