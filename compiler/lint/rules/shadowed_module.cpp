// shadowed-module: a declaration with the name of another one in a file that is read along: two things of one name are
// at work in one model.
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void shadowed_module(const Text& text, Findings& findings) {
  const auto& files = text.program.files;
  for (const auto& [name, own] : text.file().scope) {
    if (own.file != 0) continue;
    for (std::size_t i = 1; i < files.size(); ++i) {
      const sema::Declaration* other = text.program.find(i, name);
      if (other == nullptr || other->file != i || other->kind != own.kind) continue;
      findings.report(own.span, name, files[i]->path).note(other->span, "the other one");
      break;
    }
  }
}

}  // namespace cdp::lint::rules
