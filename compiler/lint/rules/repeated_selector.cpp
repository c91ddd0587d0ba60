// repeated-selector: two `tune` of the same selector that could be one.
#include <algorithm>
#include <map>

#include "compiler/lint/facts_tuning.h"
#include "compiler/syntax/dump.h"

namespace cdp::lint::rules {

namespace {

bool sets(const syntax::Tune& tune, const std::string& name) {
  return std::any_of(tune.adjustments.begin(), tune.adjustments.end(),
                     [&](const syntax::Adjustment& a) { return a.hyperparameter.text == name; });
}

/// What the second does may stand beside the first: neither it nor a statement between touches the same.
bool could_be_one(const std::vector<const syntax::Tune*>& tunes, std::size_t first, std::size_t second) {
  for (const syntax::Adjustment& adjustment : tunes[second]->adjustments)
    for (std::size_t i = first; i < second; ++i)
      if (sets(*tunes[i], adjustment.hyperparameter.text)) return false;
  return true;
}

}  // namespace

void repeated_selector(const Text& text, Findings& findings) {
  std::vector<const syntax::Tune*> tunes;
  std::map<std::string, std::size_t> last;  // with this selector
  for (const syntax::Statement& statement : text.file().ast.statements) {
    const auto* tune = std::get_if<syntax::Tune>(&statement.node);
    if (tune == nullptr) continue;
    tunes.push_back(tune);
    const auto [before, is_new] = last.try_emplace(syntax::dump(tune->selector), tunes.size() - 1);
    if (is_new) continue;
    if (could_be_one(tunes, before->second, tunes.size() - 1))
      findings.report(tune->selector.span, text.sources.text(tune->selector.span))
          .note(tunes[before->second]->selector.span, "also selected here");
    before->second = tunes.size() - 1;
  }
}

}  // namespace cdp::lint::rules
