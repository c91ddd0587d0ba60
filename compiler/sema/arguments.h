// A call's arguments against parameters with defaults: the same for modules and rule sets.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "compiler/sema/evaluate.h"

namespace cdp::sema {

/// The parameters, and what else a module or rule set declares, by slot (resolution.h); null: not made yet.
using Values = std::vector<std::optional<Value>>;

/// What is called: `name` for messages, the parameters as declared.
struct Callee {
  const syntax::Ident& name;
  const std::vector<syntax::Parameter>& parameters;
};

/// The arguments as written, what their names mean there, and the call's span.
struct Arguments {
  const std::vector<syntax::Argument>& list;
  const Context& outside;
  Span span;
};

/// For each parameter the argument that is written for it; null: none.
using Matched = std::vector<const syntax::Argument*>;

/// What can be said of a call without any value: false after unknown, missing, repeated or too many arguments.
[[nodiscard]] bool match_arguments(const Callee& callee, const std::vector<syntax::Argument>& list, Span call,
                                   Matched& out, diag::DiagnosticSink& sink);

/// Whether a value may be an argument; reports what may not.
using Accept = std::function<bool(const Value&, const syntax::Expr&)>;

/// Puts a value for each parameter into `out`, which has room for them; false after reported errors. Defaults are
/// evaluated in `inside`, which must see the parameters in `out`.
[[nodiscard]] bool bind_arguments(const Callee& callee, const Arguments& arguments, const Context& inside,
                                  const Accept& accept, Values& out, diag::DiagnosticSink& sink);

/// The defaults of the parameters that `out` lacks.
[[nodiscard]] bool bind_defaults(const Callee& callee, Span call, const Context& inside, const Accept& accept,
                                 Values& out, diag::DiagnosticSink& sink);

}  // namespace cdp::sema
