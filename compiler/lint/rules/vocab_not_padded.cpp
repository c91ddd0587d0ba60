// vocab-not-padded: a vocabulary that the spec chooses and that is no multiple of 64. That of a library's module
// belongs to the checkpoints it is named after; that of bytes is too small to matter.
#include <cmath>

#include "compiler/base/text.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

void vocab_not_padded(const CheckedSpec& checked, Findings& findings) {
  constexpr double kSmall = 1024;
  const auto words = checked.vocabulary ? checked.vocabulary->constant() : std::nullopt;
  if (!words || *words < kSmall || std::fmod(*words, 64) == 0) return;
  const syntax::Argument* argument = model_argument(checked, *words, "vocab");
  if (argument == nullptr) return;
  findings.report(argument->value->span, shortest(*words), shortest(std::ceil(*words / 64) * 64));
}

}  // namespace cdp::lint::rules
