// Names of units and kinds, for messages.
#include "compiler/sema/value.h"

#include <array>

namespace cdp::sema {
namespace {

constexpr std::array<std::string_view, 5> kUnits = {"", "seq", "tok", "steps", "tok_per_param"};

}  // namespace

std::string_view unit_name(Unit unit) {
  return kUnits[static_cast<std::size_t>(unit)];
}

Unit unit_of(std::string_view name) {
  for (std::size_t i = 0; i < kUnits.size(); ++i)
    if (kUnits[i] == name) return static_cast<Unit>(i);
  return Unit::kNone;
}

std::string kind_name(const Value& value) {
  static constexpr std::array<const char*, 9> kNames = {"a number",     "true or false", "a string",
                                                        "a list",       "an activation", "a tensor",
                                                        "a multiplier", "a module",      "a stack"};
  return kNames[value.node.index()];
}

bool is_model_part(const Value& value) {
  return !as<Quantity>(value) && !as<bool>(value) && !as<std::string>(value) && !as<ValueList>(value);
}

}  // namespace cdp::sema
