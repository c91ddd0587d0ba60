// magic-number: one telling number several times, where a constant would say what it is. Scales, base values and rules
// are left out: an axis that is 256 twice says two things, and exponents are what they are.
#include <cmath>
#include <map>

#include "compiler/analysis/usage.h"
#include "compiler/base/text.h"
#include "compiler/lint/rule.h"
#include "compiler/sema/walk.h"

namespace cdp::lint::rules {

namespace {

constexpr std::size_t kSeveral = 3;

/// Whether a number is more than a small count, a power of ten or a plain fraction such as 0.25.
bool is_telling(const syntax::Number& number) {
  if (!number.unit.empty() || number.percent) return false;
  const double value = number.value;
  const bool ten = value > 0 && std::log10(value) == std::round(std::log10(value));
  if (ten) return false;
  return value == std::round(value) ? value > 16 : value * 1000 != std::round(value * 1000);
}

bool is_looked_at(const syntax::Statement& statement) {
  return std::holds_alternative<syntax::ModelIs>(statement.node) ||
         std::holds_alternative<syntax::Module>(statement.node) ||
         std::holds_alternative<syntax::Assert>(statement.node) || std::holds_alternative<syntax::Tune>(statement.node);
}

}  // namespace

void magic_number(const Text& text, Findings& findings) {
  std::map<double, std::vector<Span>> scales;
  const auto note = [&](const syntax::Expr& part) {
    const auto* number = std::get_if<syntax::Number>(&part.node);
    if (number != nullptr && is_telling(*number)) scales[number->value].push_back(part.span);
  };
  for (const syntax::Statement& statement : text.file().ast.statements)
    if (is_looked_at(statement))
      visit_expressions(statement, [&](const syntax::Expr& whole) { sema::visit_parts(whole, note); });
  for (const auto& [value, spans] : scales) {
    if (spans.size() < kSeveral) continue;
    auto report = findings.report(spans[0], shortest(value), spans.size());
    report.note(spans[1], "here again")
        .note(spans[2], spans.size() == kSeveral ? "and here" : "here, and further down");
  }
}

}  // namespace cdp::lint::rules
