// Evaluation of asserts at a scale, and the parts of the condition for the message.
#include "compiler/model/assertion.h"

#include <algorithm>

#include "compiler/sema/fraction.h"
#include "compiler/sema/walk.h"

namespace cdp::model {
namespace {

using diag::Code;

std::string value_text(const sema::Value& value) {
  if (const auto* quantity = sema::as<sema::Quantity>(value)) {
    const auto unit = sema::unit_name(quantity->unit);
    const auto number = quantity->value.constant();
    return (number ? sema::number_text(*number) : quantity->value.text()) +
           (unit.empty() ? "" : " " + std::string(unit));
  }
  if (const bool* truth = sema::as<bool>(value)) return *truth ? "true" : "false";
  if (const auto* text = sema::as<std::string>(value)) return "\"" + *text + "\"";
  return sema::kind_name(value);
}

bool is_literal(const syntax::Expr& expr) {
  return std::holds_alternative<syntax::Number>(expr.node) || std::holds_alternative<syntax::String>(expr.node) ||
         std::holds_alternative<syntax::Boolean>(expr.node);
}

}  // namespace

Assertion make_assertion(const syntax::Assert& statement, const sema::Context& context) {
  Assertion out{&statement, {}};
  sema::visit_parts(*statement.condition, [&](const syntax::Expr& part) {
    if (const auto* path = std::get_if<syntax::Path>(&part.node))
      if (auto value = context.name(*path, part.span)) out.names.emplace(path, std::move(*value));
  });
  return out;
}

bool is_constant(const Assertion& assertion) {
  return std::all_of(assertion.names.begin(), assertion.names.end(), [](const auto& named) {
    const auto* quantity = sema::as<sema::Quantity>(named.second);
    return !quantity || quantity->value.constant();
  });
}

std::optional<Failure> failure_of(const Assertion& assertion, const sema::AxisValues& scale, const SourceMap& sources,
                                  diag::DiagnosticSink& sink) {
  const syntax::Expr& condition = *assertion.statement->condition;
  sema::Context context;
  context.scale = scale;
  context.name = [&](const syntax::Path& path, Span) -> std::optional<sema::Value> {
    const auto at = assertion.names.find(&path);
    return at == assertion.names.end() ? std::nullopt : std::optional(at->second);
  };
  const auto truth = evaluate_condition(condition, context, sink);
  if (!truth || *truth) return {};
  std::string parts;
  std::vector<std::string> shown;
  sema::visit_parts(condition, [&](const syntax::Expr& part) {
    const std::string text(sources.text(part.span));
    if (&part == &condition || is_literal(part) || std::find(shown.begin(), shown.end(), text) != shown.end()) return;
    shown.push_back(text);
    diag::DiagnosticSink ignored;  // parts were evaluated without an error above, or not at all (`or`)
    if (const auto value = evaluate(part, context, ignored)) parts += ", `" + text + "` is " + value_text(*value);
  });
  const std::string written = "`" + std::string(sources.text(condition.span)) + "`";
  return Failure{assertion.statement->message.value_or(written), std::move(parts)};
}

void hold(const Assertion& assertion, const sema::AxisValues& scale, const std::string& target,
          const SourceMap& sources, diag::DiagnosticSink& sink) {
  if (const auto failure = failure_of(assertion, scale, sources, sink))
    sink.report<Code::E0330>(assertion.statement->condition->span, failure->message, target, failure->parts);
}

}  // namespace cdp::model
