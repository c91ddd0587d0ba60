// betas-swapped: the gradient's average remembers longer than that of its squares.

#include "compiler/base/number_text.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

/// Both are of `base`: the fix swaps their values in one go.
void offer_swap(const CheckedSpec& checked, diag::Report& report) {
  const auto& base = checked.spec.base;
  Span first = base[static_cast<std::size_t>(sema::Hp::beta1)]->value_span;
  Span second = base[static_cast<std::size_t>(sema::Hp::beta2)]->value_span;
  if (second.begin < first.begin) std::swap(first, second);
  const auto text = [&](Span span) { return std::string(checked.text.sources.text(span)); };
  const std::string between = text({first.file, first.end, second.begin});
  report.fix(join(first, second), text(second) + between + text(first));
}

}  // namespace

void betas_swapped(const CheckedSpec& checked, Findings& findings) {
  Causes causes;
  visit_values(checked, sema::Hp::beta2, [&](const ValueAt& found) {
    const auto beta1 = value_of(found.instance, sema::Hp::beta1);
    if (&found.scale == &checked.reference() && beta1 && *beta1 > found.value) causes.add(found, *beta1 - found.value);
  });
  for (const Cause& cause : causes.all()) {
    const scaling::Instance& instance = *cause.instance;
    auto report = findings.report(cause.at, short_number(cause.value), named(cause.names),
                                  short_number(*value_of(instance, sema::Hp::beta1)));
    if (set_by_base(checked, instance, sema::Hp::beta1) && set_by_base(checked, instance, sema::Hp::beta2))
      offer_swap(checked, report);
    else
      report.note(setting_span(instance, sema::Hp::beta1), "`beta1` is set here");
  }
}

}  // namespace cdp::lint::rules
