// See number.h.
#include "compiler/pipeline/number.h"

#include <fmt/format.h>

#include "compiler/base/source.h"
#include "compiler/diag/sink.h"
#include "compiler/sema/evaluate.h"
#include "compiler/syntax/parse.h"

namespace cdp::pipeline {

Result<double> number_of(const std::string& text, const std::string& where) {
  SourceMap sources;
  diag::DiagnosticSink sink;
  const FileId id = sources.add(where, text);
  const auto expression = syntax::parse_expression(sources, id, sink);
  const auto fault = [&](const std::string& why) {
    return Error{fmt::format("`{}` is no number{}", text, why), where};
  };
  const auto first = [&] { return sink.empty() ? fault("") : fault(": " + sink.sorted().front().message); };
  if (!expression || sink.has_errors()) return first();
  sema::Context context;
  std::string named;
  context.name = [&named](const syntax::Path& path, Span) {
    named = sema::path_text(path);
    return std::optional<sema::Value>();
  };
  const auto value = sema::evaluate_number(*expression, context, "a value of a grid", sink);
  if (!named.empty()) return fault(fmt::format(": `{}` has no value here", named));
  if (!value) return first();
  const auto number = value->constant();
  if (!number) return fault("");
  return *number;
}

}  // namespace cdp::pipeline
