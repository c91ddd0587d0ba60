// redundant-axis: a target says the reference's value of an axis again. One that says nothing else is another rule's
// matter.
#include <algorithm>

#include "compiler/lint/edits.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

bool is_repeated(const CheckedSpec& checked, const sema::AxisSetting& setting) {
  const auto* before = checked.spec.reference.find(setting.axis);
  return before != nullptr && before->value == setting.value && before->unit == setting.unit;
}

void check(const CheckedSpec& checked, const sema::ScaleSettings& target, const std::vector<syntax::Setting>& written,
           Findings& findings) {
  const auto repeated = [&](const sema::AxisSetting& setting) { return is_repeated(checked, setting); };
  if (std::all_of(target.axes.begin(), target.axes.end(), repeated)) return;
  std::vector<Span> spans;
  for (const syntax::Setting& setting : written) spans.push_back(setting.span);
  for (std::size_t i = 0; i < written.size(); ++i) {
    const auto* setting = target.find(written[i].key.text);
    if (setting == nullptr || !is_repeated(checked, *setting)) continue;
    auto report = findings.report(spans[i], setting->axis, target.name);
    report.note(checked.spec.reference.find(setting->axis)->span, "the reference has it from here");
    if (const auto removal = removal_of(checked.text, spans, i)) report.fix(*removal, "", diag::Safety::kSafe);
  }
}

}  // namespace

void redundant_axis(const CheckedSpec& checked, Findings& findings) {
  for (const syntax::Statement& statement : checked.text.file().ast.statements) {
    const auto* target = std::get_if<syntax::Target>(&statement.node);
    if (target == nullptr) continue;
    for (const sema::ScaleSettings& settings : checked.spec.targets)
      if (settings.name == target->name.text) check(checked, settings, target->settings, findings);
  }
}

}  // namespace cdp::lint::rules
