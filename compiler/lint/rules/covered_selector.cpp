// covered-selector: an alternative of a selector that another one contains. A line acts once on what it selects.
#include <algorithm>

#include "compiler/lint/facts_tuning.h"

namespace cdp::lint::rules {

namespace {

using Alternatives = std::vector<syntax::SelectorPath>;

bool same_layers(const std::vector<scaling::Match>& a, const std::vector<scaling::Match>& b) {
  const auto equal = [](const scaling::IndexRange& x, const scaling::IndexRange& y) {
    return x.first == y.first && x.last == y.last;
  };
  return a.size() == 1 && b.size() == 1 &&
         std::equal(a[0].levels.begin(), a[0].levels.end(), b[0].levels.begin(), b[0].levels.end(), equal);
}

/// Of tags in a list some may select nothing: the line serves models of several kinds.
bool selects_nothing(const std::vector<Part>& parts, const syntax::SelectorPath& path) {
  return std::none_of(parts.begin(), parts.end(), [&](const Part& part) { return !matches(path, part).empty(); });
}

bool covers(const std::vector<Part>& parts, const syntax::SelectorPath& wide, const syntax::SelectorPath& narrow) {
  return std::all_of(parts.begin(), parts.end(), [&](const Part& part) {
    const auto wanted = matches(narrow, part);
    if (wanted.empty()) return true;
    const auto had = matches(wide, part);
    return whole(had) || (!had.empty() && same_layers(had, wanted));
  });
}

/// The alternative that makes the `index`-th needless; of two equal ones the second is.
const syntax::SelectorPath* covering(const std::vector<Part>& parts, const Alternatives& all, std::size_t index) {
  if (selects_nothing(parts, all[index])) return nullptr;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i == index || !covers(parts, all[i], all[index])) continue;
    if (i < index || !covers(parts, all[index], all[i])) return &all[i];
  }
  return nullptr;
}

/// The alternative with one of its commas; nothing where a comment stands beside it.
std::optional<Span> removal_of(const Text& text, const Alternatives& all, std::size_t index) {
  const Span own = all[index].span;
  const Span cut = index > 0 ? Span{own.file, all[index - 1].span.end, own.end}
                             : Span{own.file, own.begin, all[index + 1].span.begin};
  const bool commented = std::any_of(text.comments.begin(), text.comments.end(), [&](const syntax::Comment& comment) {
    return comment.span.begin >= cut.begin && comment.span.begin < cut.end;
  });
  return commented ? std::nullopt : std::optional(cut);
}

}  // namespace

void covered_selector(const Subject& subject, Findings& findings) {
  const auto parts = parts_of(subject);
  const auto lines = tune_lines(subject.text);
  for (const syntax::Tune* tune : subject.spec.tunes) {
    const Alternatives& all = tune->selector.alternatives;
    const bool by_layer = std::any_of(lines.begin(), lines.end(),
                                      [&](const TuneLine& line) { return &line.tune == tune && line.per_layer; });
    for (std::size_t i = 0; i < all.size() && all.size() > 1; ++i) {
      const auto* wide = covering(parts, all, i);
      if (wide == nullptr) continue;
      auto report =
          findings.report(all[i].span, subject.text.sources.text(all[i].span), subject.text.sources.text(wide->span));
      // A curve runs over the stack that the first alternative names, so there the fix may change numbers.
      if (const auto cut = removal_of(subject.text, all, i))
        report.fix(*cut, "", by_layer ? diag::Safety::kUnsafe : diag::Safety::kSafe);
    }
  }
}

}  // namespace cdp::lint::rules
