// constant-along: a curve whose points are all the same number.
#include <algorithm>

#include "compiler/lint/rule.h"
#include "compiler/sema/functions.h"
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

bool is_constant(const syntax::Call& call, const std::set<std::string>& bound) {
  const auto& points = call.arguments;
  if (points.empty()) return false;
  const syntax::Expr& first = *points.front().value;
  if (const auto* path = std::get_if<syntax::Path>(&first.node); path && bound.contains(path->parts[0].text))
    return false;
  return std::all_of(points.begin(), points.end(), [&](const auto& point) { return equal(*point.value, first); });
}

}  // namespace

void constant_along(const Text& text, Findings& findings) {
  for (const TuneLine& line : text.facts.tune_lines) {
    const auto bound = sema::bound_names(line.tune.selector);
    sema::visit_parts(*line.adjustment.value, [&](const syntax::Expr& part) {
      const auto* call = std::get_if<syntax::Call>(&part.node);
      if (call == nullptr || !sema::is_call_of(sema::FunctionName::along, *call) || !is_constant(*call, bound)) return;
      const std::string point(text.sources.text(call->arguments.front().value->span));
      findings.report(part.span, point).fix(part.span, point, diag::Safety::kSafe);
    });
  }
}

}  // namespace cdp::lint::rules
