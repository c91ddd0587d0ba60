// What an expression can mean. Numbers are symbolic and may carry a unit; the model's parts are
// handles that model/ gives out while it instantiates.
#pragma once

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

#include "compiler/sema/symbolic.h"

namespace cdp::sema {

enum class Unit { kNone, kSeq, kTok, kSteps, kTokPerParam };

/// "seq", "tok", ...; empty for kNone.
[[nodiscard]] std::string_view unit_name(Unit unit);
[[nodiscard]] Unit unit_of(std::string_view name);

struct Quantity {
  Sym value;
  Unit unit = Unit::kNone;
};

/// Handles into the model under construction.
struct ActivationRef {
  std::size_t index = 0;
};
struct TensorRef {
  std::size_t index = 0;
};
struct MultiplierRef {
  std::size_t index = 0;
};
struct ModuleRef {
  std::size_t index = 0;
};
struct StackRef {
  std::size_t index = 0;
};

struct Value;
using ValueList = std::vector<Value>;

struct Value {
  std::variant<Quantity, bool, std::string, ValueList, ActivationRef, TensorRef, MultiplierRef, ModuleRef, StackRef>
      node;
};

/// "a number", "a string", "an activation": for messages.
[[nodiscard]] std::string kind_name(const Value& value);

/// A handle into the model under construction.
[[nodiscard]] bool is_model_part(const Value& value);

/// Null unless the value is of that kind.
template <class T>
[[nodiscard]] const T* as(const Value& value) {
  return std::get_if<T>(&value.node);
}

}  // namespace cdp::sema
