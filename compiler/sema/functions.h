// The functions that expressions may call (functions.def). What they come to is evaluate.h's, and of those that belong
// to `tune` the scaling's. Operations of the model's data flow are plan/operations.h's.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/words.h"
#include "compiler/diag/sink.h"
#include "compiler/syntax/ast.h"

namespace cdp::sema {

enum class FunctionName : std::uint8_t {
#define FUNCTION(name, ...) name,
#include "compiler/sema/functions.def"
#undef FUNCTION
};

struct Function {
  enum class Place : std::uint8_t { kEverywhere, kTune };  // kTune: in the values of `base` and `tune`
  enum class Unit : std::uint8_t { kKeep, kNone };

  FunctionName name;
  std::size_t least, most;  // arguments
  Place place;
  Unit unit;
  std::string_view meaning;
};

[[nodiscard]] const Function& function(FunctionName name);
/// Null where the path names none.
[[nodiscard]] const Function* find_function(const syntax::Path& callee);

/// The names that may be called at a place.
[[nodiscard]] std::vector<std::string> function_names(Function::Place place);

/// E0208, with the nearest of the known names. Names are resolved here in sema, so no later stage reports it.
void report_unknown_function(const syntax::Path& callee, const std::vector<std::string>& known,
                             diag::DiagnosticSink& sink);

}  // namespace cdp::sema

namespace cdp {

template <>
struct EnumWords<sema::FunctionName> {
  static constexpr auto all = std::to_array<std::string_view>({
#define FUNCTION(name, ...) #name,
#include "compiler/sema/functions.def"
#undef FUNCTION
  });
};

}  // namespace cdp
