// The operation table (operations.def): read by the compiler's data flow, the plan's validation, the runtime and the docs.
#pragma once

#include <span>
#include <string_view>

namespace cdp::plan {

enum class Op {
#define OPERATION(name, arguments, attributes, meaning) name,
#include "compiler/plan/operations.def"
#undef OPERATION
};

struct Operation {
  Op op;
  std::string_view name;
  std::string_view arguments;   // words, see operations.def
  std::string_view attributes;  // `name = default` separated by commas
  std::string_view meaning;

  [[nodiscard]] std::size_t most_arguments() const;
  [[nodiscard]] std::size_t least_arguments() const;
};

[[nodiscard]] std::span<const Operation> operations();
/// Null when there is no such operation.
[[nodiscard]] const Operation* find_operation(std::string_view name);

}  // namespace cdp::plan
