// suppressed-error: a comment names an error of the language.
#include "compiler/lint/table.h"

namespace cdp::lint::rules {

void suppressed_error(const Suppressed& suppressed, Findings& findings) {
  for (const Suppression& suppression : suppressed.suppressions)
    for (const SuppressedCode& code : suppression.codes)
      if (is_error(*code.row) && suppression.comment.file == 0) findings.report(code.span, code.word);
}

}  // namespace cdp::lint::rules
