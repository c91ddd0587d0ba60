// A call's arguments against parameters with defaults: the same for modules and rule sets.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "compiler/sema/evaluate.h"

namespace cdp::sema {

/// Parameters, and what else a scope holds, by name.
using Values = std::map<std::string, Value, std::less<>>;

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

/// The arguments as written, by the parameter that each is for.
using Matched = std::map<std::string, const syntax::Argument*, std::less<>>;

/// What can be said of a call without any value: false after unknown, missing, repeated or too many arguments.
[[nodiscard]] bool match_arguments(const Callee& callee, const std::vector<syntax::Argument>& list, Span call,
                                   Matched& out, diag::DiagnosticSink& sink);

/// Whether a value may be an argument; reports what may not.
using Accept = std::function<bool(const Value&, const syntax::Expr&)>;

/// Adds a value for each parameter to `out`; false after reported errors. Defaults are evaluated in `inside`, which
/// sees the parameters before them: it must look names up in `out`.
[[nodiscard]] bool bind_arguments(const Callee& callee, const Arguments& arguments, const Context& inside,
                                  const Accept& accept, Values& out, diag::DiagnosticSink& sink);

/// The defaults of the parameters that `out` lacks.
[[nodiscard]] bool bind_defaults(const Callee& callee, Span call, const Context& inside, const Accept& accept,
                                 Values& out, diag::DiagnosticSink& sink);

}  // namespace cdp::sema
