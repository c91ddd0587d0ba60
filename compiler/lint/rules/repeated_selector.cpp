// repeated-selector: two `tune` of the same selector that could be one.
#include <algorithm>
#include <map>

#include "compiler/lint/rule.h"
#include "compiler/syntax/dump.h"

namespace cdp::lint::rules {

namespace {

/// By hyperparameter: the last `tune` so far that touches it.
using Touched = std::map<std::string, std::size_t>;

/// What the second does may stand beside the first: neither it nor a statement between touches the same.
bool could_be_one(const Touched& touched, std::size_t first, const syntax::Tune& second) {
  return std::none_of(second.adjustments.begin(), second.adjustments.end(), [&](const syntax::Adjustment& adjustment) {
    const auto last = touched.find(adjustment.hyperparameter.text);
    return last != touched.end() && last->second >= first;
  });
}

}  // namespace

void repeated_selector(const Text& text, Findings& findings) {
  std::vector<const syntax::Tune*> tunes;
  std::map<std::string, std::size_t> last;  // with this selector
  Touched touched;
  for (const syntax::Statement& statement : text.file().ast.statements) {
    const auto* tune = std::get_if<syntax::Tune>(&statement.node);
    if (tune == nullptr) continue;
    const std::size_t index = tunes.size();
    tunes.push_back(tune);
    const auto [before, is_new] = last.try_emplace(syntax::dump(tune->selector), index);
    if (!is_new && could_be_one(touched, before->second, *tune))
      findings.report(tune->selector.span, text.sources.text(tune->selector.span))
          .note(tunes[before->second]->selector.span, "also selected here");
    before->second = index;
    for (const syntax::Adjustment& adjustment : tune->adjustments) touched[adjustment.hyperparameter.text] = index;
  }
}

}  // namespace cdp::lint::rules
