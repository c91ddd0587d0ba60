// Arguments in order and by name, then defaults.
#include "compiler/sema/arguments.h"

#include <algorithm>

#include "compiler/syntax/foreign_keys.h"

namespace cdp::sema {

using diag::Code;

namespace {

void report_missing(const Callee& callee, const syntax::Parameter& parameter, Span call, diag::DiagnosticSink& sink) {
  sink.report<Code::E0309>(call, callee.name.text, parameter.name.text).note(parameter.name.span, "declared here");
}

}  // namespace

bool match_arguments(const Callee& callee, const std::vector<syntax::Argument>& list, Span call, Matched& out,
                     diag::DiagnosticSink& sink) {
  std::vector<std::string> known;
  for (const auto& parameter : callee.parameters) known.push_back(parameter.name.text);
  out.assign(known.size(), nullptr);
  bool good = true;
  std::size_t position = 0;
  for (const auto& argument : list) {
    const auto named = argument.name ? std::find(known.begin(), known.end(), argument.name->text) : known.end();
    if (argument.name && named == known.end()) {
      sink.report<Code::E0306>(argument.name->span, callee.name.text, argument.name->text,
                               syntax::meant_name(argument.name->text, known))
          .note(callee.name.span, "declared here");
      good = false;
      continue;
    }
    if (!argument.name && position == known.size()) {
      sink.report<Code::E0307>(argument.value->span, callee.name.text, known.size())
          .note(callee.name.span, "declared here");
      return false;
    }
    const std::size_t slot = argument.name ? static_cast<std::size_t>(named - known.begin()) : position++;
    if (out[slot] == nullptr) {
      out[slot] = &argument;
      continue;
    }
    sink.report<Code::E0308>(argument.value->span, known[slot]);
    good = false;
  }
  if (!good) return false;
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (callee.parameters[i].default_value || out[i] != nullptr) continue;
    report_missing(callee, callee.parameters[i], call, sink);
    good = false;
  }
  return good;
}

bool bind_arguments(const Callee& callee, const Arguments& arguments, const Context& inside, const Accept& accept,
                    Values& out, diag::DiagnosticSink& sink) {
  Matched matched;
  bool good = match_arguments(callee, arguments.list, arguments.span, matched, sink);
  for (const auto& argument : arguments.list) {
    const auto at = std::find(matched.begin(), matched.end(), &argument);
    if (at == matched.end()) continue;
    auto value = evaluate(*argument.value, arguments.outside, sink);
    if (!value || !accept(*value, *argument.value)) {
      good = false;
    } else {
      out[static_cast<std::size_t>(at - matched.begin())] = std::move(value);
    }
  }
  return good && bind_defaults(callee, arguments.span, inside, accept, out, sink);
}

bool bind_defaults(const Callee& callee, Span call, const Context& inside, const Accept& accept, Values& out,
                   diag::DiagnosticSink& sink) {
  bool good = true;
  for (std::size_t i = 0; i < callee.parameters.size(); ++i) {
    const auto& parameter = callee.parameters[i];
    if (out[i]) continue;
    if (!parameter.default_value) {
      report_missing(callee, parameter, call, sink);
      good = false;
      continue;
    }
    auto value = good ? evaluate(*parameter.default_value, inside, sink) : std::nullopt;
    if (!value || !accept(*value, *parameter.default_value)) {
      good = false;
    } else {
      out[i] = std::move(value);
    }
  }
  return good;
}

}  // namespace cdp::sema
