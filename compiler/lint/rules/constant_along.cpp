// constant-along: a curve whose points are all the same number.
#include <algorithm>

#include "compiler/lint/rule.h"
#include "compiler/sema/names.h"
#include "compiler/sema/walk.h"

namespace cdp::lint::rules {

namespace {

/// Numbers and constants; what is computed may differ from layer to layer, or is not meant to be the same.
bool equal(const syntax::Expr& a, const syntax::Expr& b) {
  if (a.node.index() != b.node.index()) return false;
  if (const auto* number = std::get_if<syntax::Number>(&a.node))
    return number->value == std::get<syntax::Number>(b.node).value;
  const auto* path = std::get_if<syntax::Path>(&a.node);
  return path != nullptr && path->parts.size() == 1 &&
         path->parts[0].text == std::get<syntax::Path>(b.node).parts.front().text;
}

bool is_constant(const syntax::Call& call, const sema::Resolution& names) {
  const auto& points = call.arguments;
  if (points.empty()) return false;
  const syntax::Expr& first = *points.front().value;
  if (sema::depends_on_layer(first, names)) return false;
  return std::all_of(points.begin(), points.end(), [&](const auto& point) { return equal(*point.value, first); });
}

}  // namespace

void constant_along(const Text& text, Findings& findings) {
  const sema::Resolution& names = text.program.names;
  for (const TuneLine& line : text.facts.tune_lines) {
    sema::visit_parts(*line.adjustment.value, [&](const syntax::Expr& part) {
      const auto* call = std::get_if<syntax::Call>(&part.node);
      if (call == nullptr || !names.calls(*call, sema::FunctionName::along) || !is_constant(*call, names)) return;
      const std::string point(text.sources.text(call->arguments.front().value->span));
      findings.report(part.span, point).fix(part.span, point, diag::Safety::kSafe);
    });
  }
}

}  // namespace cdp::lint::rules
