// tags-never-together: a rule in the spec's own file that asks for tags of which every tensor has one.
#include "compiler/lint/reach.h"

namespace cdp::lint::rules {

void tags_never_together(const CheckedSpec& checked, Findings& findings) {
  for (const syntax::SelectorPath* path : own_paths(checked))
    if (excludes_itself(*path)) findings.report(path->span);
}

}  // namespace cdp::lint::rules
