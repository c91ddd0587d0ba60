// The table of functions and who finds what in it.
#include "compiler/sema/functions.h"

#include "compiler/base/text.h"
#include "compiler/sema/evaluate.h"

namespace cdp::sema {
namespace {

constexpr auto kFunctions = std::to_array<Function>({
#define FUNCTION(name, least, most, place, unit, meaning) \
  {FunctionName::name, least, most, Function::Place::place, Function::Unit::unit, meaning},
#include "compiler/sema/functions.def"
#undef FUNCTION
});

}  // namespace

const Function& function(FunctionName name) {
  return kFunctions[static_cast<std::size_t>(name)];
}

const Function* find_function(const syntax::Path& callee) {
  const auto name = callee.parts.size() == 1 ? find_word<FunctionName>(callee.parts.front().text) : std::nullopt;
  return name ? &function(*name) : nullptr;
}

std::vector<std::string> function_names(Function::Place place) {
  std::vector<std::string> names;
  for (const Function& function : kFunctions)
    if (function.place <= place) names.emplace_back(word(function.name));
  return names;
}

void report_unknown_function(const syntax::Path& callee, const std::vector<std::string>& known,
                             diag::DiagnosticSink& sink) {
  const std::string name = path_text(callee);
  sink.report<diag::Code::E0208>(callee.parts.front().span, name, did_you_mean(name, known));
}

}  // namespace cdp::sema
