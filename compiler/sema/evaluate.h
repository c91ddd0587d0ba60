// Expressions to values. What a name or a call of something other than a built-in function means
// depends on where the expression stands, so the caller says it.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compiler/diag/sink.h"
#include "compiler/sema/value.h"
#include "compiler/syntax/ast.h"

namespace cdp::sema {

/// The meaning of names, calls and of arithmetic on the model's parts. Each reports its own errors and
/// then returns nothing; evaluation goes on where it can, so that several errors are found.
struct Context {
  std::function<std::optional<Value>(const syntax::Path&, Span)> name;
  std::function<std::optional<Value>(const syntax::Call&, Span)> call;  // null: only built-in functions
  std::function<std::optional<Value>(syntax::BinaryOp, const Value&, const Value&, Span)>
      arithmetic;  // null: numbers only
  /// The scale at which numbers are wanted, for asserts; null keeps them symbolic.
  AxisValues scale;
};

/// Null after an error, which has been reported.
[[nodiscard]] std::optional<Value> evaluate(const syntax::Expr& expr, const Context& context,
                                            diag::DiagnosticSink& sink);

/// The expression must be a number without a unit; `what` names it in the message ("a dimension").
[[nodiscard]] std::optional<Sym> evaluate_number(const syntax::Expr& expr, const Context& context,
                                                 std::string_view what, diag::DiagnosticSink& sink);

/// The expression must be true or false.
[[nodiscard]] std::optional<bool> evaluate_condition(const syntax::Expr& expr, const Context& context,
                                                     diag::DiagnosticSink& sink);

/// The operator as written: "+", "<=", "and".
[[nodiscard]] std::string_view op_text(syntax::BinaryOp op);

/// `embed.weight`
[[nodiscard]] std::string path_text(const syntax::Path& path);

}  // namespace cdp::sema
