// covered-selector: an alternative of a selector that another one contains. A line acts once on what it selects.
#include <algorithm>
#include <iterator>

#include "compiler/lint/rule.h"

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

/// What an alternative selects of one part.
struct Selected {
  std::size_t part;
  std::vector<scaling::Match> matches;
};
/// In the order of the parts; those of which nothing is selected are left out.
using Selection = std::vector<Selected>;

Selection selection_of(const std::vector<TunedPart>& parts, const syntax::SelectorPath& path) {
  Selection selection;
  for (std::size_t part = 0; part < parts.size(); ++part)
    if (auto found = matches(path, parts[part]); !found.empty()) selection.push_back({part, std::move(found)});
  return selection;
}

bool covers(const Selection& wide, const Selection& narrow) {
  auto had = wide.begin();
  return std::all_of(narrow.begin(), narrow.end(), [&](const Selected& wanted) {
    while (had != wide.end() && had->part < wanted.part) ++had;
    if (had == wide.end() || had->part != wanted.part) return false;
    return whole(had->matches) || same_layers(had->matches, wanted.matches);
  });
}

/// Layers as a key: each level's first and last.
using Layers = std::vector<std::int64_t>;

void add_layers(const scaling::Match& match, Layers& layers) {
  for (const scaling::IndexRange& range : match.levels) layers.insert(layers.end(), {range.first, range.last});
}

/// The alternatives of one selector, found by what they select: a list of ten thousand layers is not compared pair by
/// pair.
class Coverage {
 public:
  Coverage(const std::vector<TunedPart>& parts, const Alternatives& all) {
    for (const syntax::SelectorPath& path : all) add(selection_of(parts, path));
  }

  /// The alternative that makes the `index`-th needless; of two equal ones the second is.
  [[nodiscard]] std::optional<std::size_t> covering(std::size_t index) const {
    const Selection& narrow = selections_[index];
    if (narrow.empty()) return std::nullopt;  // of tags in a list some may select nothing: it serves several models
    for (const std::size_t i : candidates(narrow)) {
      if (i == index || !covers(selections_[i], narrow)) continue;
      if (i < index || !covers(narrow, selections_[i])) return i;
    }
    return std::nullopt;
  }

 private:
  void add(Selection selection) {
    const std::size_t index = selections_.size();
    Layers key;
    for (const Selected& one : selection) {
      key.insert(key.end(), {static_cast<std::int64_t>(one.part), static_cast<std::int64_t>(one.matches.size())});
      for (const scaling::Match& match : one.matches) add_layers(match, key);
    }
    // What the first of equal ones does not cover, no other of them does.
    if (known_.insert(std::move(key)).second)
      for (const Selected& one : selection) {
        if (whole(one.matches))
          whole_[one.part].push_back(index);
        else if (one.matches.size() == 1)
          some_[{one.part, layers_of(one)}].push_back(index);
      }
    selections_.push_back(std::move(selection));
  }

  static Layers layers_of(const Selected& one) {
    Layers layers;
    add_layers(one.matches.front(), layers);
    return layers;
  }

  /// Those that select as much of one part, in order: of the part that has the fewest.
  [[nodiscard]] std::vector<std::size_t> candidates(const Selection& narrow) const {
    static const std::vector<std::size_t> kNone;
    const std::vector<std::size_t>* fewest_whole = nullptr;
    const std::vector<std::size_t>* fewest_some = nullptr;
    for (const Selected& one : narrow) {
      const auto of_whole = whole_.find(one.part);
      const auto of_some = one.matches.size() == 1 ? some_.find({one.part, layers_of(one)}) : some_.end();
      const auto* all = of_whole == whole_.end() ? &kNone : &of_whole->second;
      const auto* some = of_some == some_.end() ? &kNone : &of_some->second;
      if (fewest_whole != nullptr && all->size() + some->size() >= fewest_whole->size() + fewest_some->size()) continue;
      fewest_whole = all;
      fewest_some = some;
    }
    std::vector<std::size_t> found;
    std::merge(fewest_whole->begin(), fewest_whole->end(), fewest_some->begin(), fewest_some->end(),
               std::back_inserter(found));
    return found;
  }

  std::vector<Selection> selections_;
  std::set<Layers> known_;                                                   // selections as keys
  std::map<std::size_t, std::vector<std::size_t>> whole_;                    // by part: who selects all of it
  std::map<std::pair<std::size_t, Layers>, std::vector<std::size_t>> some_;  // by part and layers
};

/// The alternative with one of its commas; nothing where a comment stands beside it.
std::optional<Span> removal_of(const Text& text, const Alternatives& all, std::size_t index) {
  const Span own = all[index].span;
  const Span cut = index > 0 ? Span{own.file, all[index - 1].span.end, own.end}
                             : Span{own.file, own.begin, all[index + 1].span.begin};
  const auto before = [](const syntax::Comment& comment, std::uint32_t at) { return comment.span.begin < at; };
  const auto next = std::lower_bound(text.comments.begin(), text.comments.end(), cut.begin, before);
  return next != text.comments.end() && next->span.begin < cut.end ? std::nullopt : std::optional(cut);
}

}  // namespace

void covered_selector(const CheckedSpec& checked, Findings& findings) {
  for (const syntax::Tune* tune : checked.spec.tunes) {
    const Alternatives& all = tune->selector.alternatives;
    if (all.size() < 2) continue;
    const Coverage coverage(checked.parts, all);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto wide = coverage.covering(i);
      if (!wide) continue;
      auto report = findings.report(all[i].span, checked.text.sources.text(all[i].span),
                                    checked.text.sources.text(all[*wide].span));
      // A curve runs over the stack that the first alternative names, so there the fix may change numbers.
      if (const auto cut = removal_of(checked.text, all, i))
        report.fix(*cut, "", checked.text.facts.per_layer.contains(tune) ? diag::Safety::kUnsafe : diag::Safety::kSafe);
    }
  }
}

}  // namespace cdp::lint::rules
