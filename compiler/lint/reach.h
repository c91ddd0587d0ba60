// What a rule of a rule set could reach in a model.
#pragma once

#include <cstddef>

#include "compiler/lint/rule.h"

namespace cdp::lint {

/// Tags of which a part of a model has one each, so that nothing has two of them: `@hidden@output`.
[[nodiscard]] bool excludes_itself(const syntax::SelectorPath& path);

/// How many parts a selector selects, and how many of these could have the hyperparameter under some optimizer.
struct Reach {
  std::size_t selected = 0;
  std::size_t able = 0;
};
[[nodiscard]] Reach reach_of(const CheckedSpec& checked, const syntax::Selector& selector, sema::Hp hp);

/// The selectors of rules in the linted file, each once, as the paths between their commas.
[[nodiscard]] std::vector<const syntax::SelectorPath*> own_paths(const CheckedSpec& checked);

}  // namespace cdp::lint
