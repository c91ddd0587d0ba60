// See stability.h.
#include "compiler/lint/stability.h"

#include <algorithm>
#include <cmath>

#include "compiler/base/text.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/other_rules.h"
#include "compiler/lint/phrases.h"

namespace cdp::lint {

namespace {

/// The target that is farthest from the reference along a direction, and the others that have left it.
Folded moved_along(const CheckedSpec& checked, const Direction& direction) {
  Folded moved;
  for (const ScaleValues& scale : checked.targets()) {
    const double ratio = ratio_of(scale, direction.axes.front());
    const double most = std::max(ratio, 1 / ratio);
    if (most >= checked.text.thresholds.least_growth) moved.add(scale, most);
  }
  return moved;
}

/// `width^0` too, since the message tells what is there beside what must be.
std::string power(double exponent, const std::string& axis) {
  return fmt::format("{}^{}", axis, shortest(rounded(exponent)));
}

std::string hyperparameter(const Instability& fault) {
  const sema::Hp hp = fault.first.hp;
  const bool is_beta = hp == sema::Hp::beta1 || hp == sema::Hp::beta2;
  return (is_beta ? "1 - " : "") + std::string(sema::row(hp).name);
}

/// `@hidden { lr *= m_in^-1 }`, or a rule's line as it is to be.
std::string repair_text(const Instability& fault) {
  if (!fault.repair)
    return fault.first.node->op == plan::Op::attention ? "Multiplier @attention" : "Multiplier @logits @tied";
  return fault.repair->text();
}

/// The rule that is to be changed, else the rule set.
Span span_of(const CheckedSpec& checked, const Instability& fault) {
  const bool own = fault.repair && fault.repair->changed != nullptr && fault.repair->changed->span.file == 0;
  if (own) return fault.repair->changed->span;
  if (!fault.repair && fault.first.node->span.file == 0) return fault.first.node->span;
  return checked.spec.parameterization->span;
}

/// The `rules` statement of the linted file that is in force; null where it stands elsewhere.
const syntax::Statement* own_rules(const CheckedSpec& checked) {
  for (const syntax::Statement& statement : checked.file().statements) {
    const auto* rules = std::get_if<syntax::Rules>(&statement.node);
    if (rules != nullptr && rules->name.text == checked.rules.name) return &statement;
  }
  return nullptr;
}

/// Changes the rule, or adds a line to the rule set where it is the file's own; else a rule set of the file's own that
/// extends the one in force.
void offer_repair(const CheckedSpec& checked, const Instability& fault, diag::Report& report) {
  if (!fault.repair) return;
  const Repair& repair = *fault.repair;
  if (repair.changed != nullptr && repair.changed->span.file == 0) {
    report.fix(repair.changed->span, repair.line);
    return;
  }
  const std::string line = "  " + repair.added + "\n";
  if (const syntax::Statement* rules = own_rules(checked)) {
    const auto end = static_cast<std::uint32_t>(rules->span.end - 1);  // in front of the closing brace
    report.fix({rules->span.file, end, end}, line);
    return;
  }
  for (const syntax::Statement& statement : checked.file().statements) {
    if (!std::holds_alternative<syntax::ParameterizationIs>(statement.node)) continue;
    const std::string_view call = checked.text.sources.text(checked.spec.parameterization->span);
    const std::string base = call.ends_with(')') ? std::string(call) : std::string(call) + "()";
    report.fix(statement.span,
               fmt::format("rules repaired() extends {} {{\n{}}}\nparameterization = repaired()", base, line));
    return;
  }
}

/// Whether a finding would only repeat what another rule says in plainer words.
bool is_said_elsewhere(const CheckedSpec& checked, const Direction& direction) {
  if (is_horizon(direction)) return !speaks_of(checked, direction.name);  // batch-or-duration-without-rule
  const auto& axes = direction.axes;
  const bool depth = std::find(axes.begin(), axes.end(), "depth") != axes.end();
  return depth && finds(checked, "post-norm-scaled-branches");
}

}  // namespace

void report_instabilities(const CheckedSpec& checked, Findings& findings, std::initializer_list<Verdict> verdicts) {
  if (checked.effects.is_law) return;  // a law fitted from sweeps holds in their range, whatever its exponents
  for (const Along& along : checked.stability) {
    const Folded moved = moved_along(checked, along.direction);
    const ScaleValues* scale = moved.worst();
    if (scale == nullptr || is_said_elsewhere(checked, along.direction)) continue;
    const std::string& axis = along.direction.axes.front();
    const double ratio = ratio_of(*scale, axis);
    for (const Instability& fault : along.instabilities) {
      const Violation& first = fault.first;
      if (!first.is_fault() || std::find(verdicts.begin(), verdicts.end(), first.verdict) == verdicts.end()) continue;
      diag::Report report =
          findings.report(span_of(checked, fault), hyperparameter(fault), named(names_of(checked, fault)),
                          power(first.found, axis), power(first.wanted, axis), axis, times(ratio), scale->name(),
                          times(std::pow(ratio, first.effect)), repair_text(fault));
      report.append(moved.others());
      offer_repair(checked, fault, report);
    }
  }
}

}  // namespace cdp::lint
