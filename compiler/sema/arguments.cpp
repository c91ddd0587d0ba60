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
  bool good = true;
  std::size_t position = 0;
  for (const auto& argument : list) {
    if (argument.name && std::find(known.begin(), known.end(), argument.name->text) == known.end()) {
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
    const std::string& name = argument.name ? argument.name->text : known[position++];
    if (out.emplace(name, &argument).second) continue;
    sink.report<Code::E0308>(argument.value->span, name);
    good = false;
  }
  if (!good) return false;
  for (const auto& parameter : callee.parameters) {
    if (parameter.default_value || out.contains(parameter.name.text)) continue;
    report_missing(callee, parameter, call, sink);
    good = false;
  }
  return good;
}

bool bind_arguments(const Callee& callee, const Arguments& arguments, const Context& inside, const Accept& accept,
                    Values& out, diag::DiagnosticSink& sink) {
  Matched matched;
  bool good = match_arguments(callee, arguments.list, arguments.span, matched, sink);
  for (const auto& argument : arguments.list) {
    const auto same = [&](const auto& pair) { return pair.second == &argument; };
    const auto at = std::find_if(matched.begin(), matched.end(), same);
    if (at == matched.end()) continue;
    auto value = evaluate(*argument.value, arguments.outside, sink);
    if (!value || !accept(*value, *argument.value)) {
      good = false;
    } else {
      out.emplace(at->first, std::move(*value));
    }
  }
  return good && bind_defaults(callee, arguments.span, inside, accept, out, sink);
}

bool bind_defaults(const Callee& callee, Span call, const Context& inside, const Accept& accept, Values& out,
                   diag::DiagnosticSink& sink) {
  bool good = true;
  for (const auto& parameter : callee.parameters) {
    if (out.contains(parameter.name.text)) continue;
    if (!parameter.default_value) {
      report_missing(callee, parameter, call, sink);
      good = false;
      continue;
    }
    auto value = good ? evaluate(*parameter.default_value, inside, sink) : std::nullopt;
    if (!value || !accept(*value, *parameter.default_value)) {
      good = false;
    } else {
      out.emplace(parameter.name.text, std::move(*value));
    }
  }
  return good;
}

}  // namespace cdp::sema
