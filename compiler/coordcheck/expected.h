// What measurements are held against: the exponents that the calculus of growth gives, and what must hold of a model
// that trains stably at every scale, whatever was predicted.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "compiler/analysis/growth/growth.h"
#include "compiler/coordcheck/series.h"
#include "compiler/plan/plan.h"

namespace cdp::coordcheck {

/// Exponents from the lowest to the highest that is expected.
struct Range {
  double low = 0, high = 0;
  std::string unknown = {};  // why nothing is expected; empty: known
};

/// What a value is in the data flow, as far as stability is concerned.
struct Roles {
  std::set<std::string> values;    // all that have a name
  std::set<std::string> stream;    // what goes from layer to layer, and the model's output
  std::set<std::string> rescaled;  // only read by a product with a multiplier: its size is the rule's choice
};

struct Expected {
  std::map<std::string, std::map<Quantity, Range>, std::less<>> ranges;  // of values and tensors, by their names
  Roles roles;
};

/// Whether stacks have another number of layers in one than in the other.
[[nodiscard]] bool differ_in_depth(const plan::Plan& one, const plan::Plan& other);

[[nodiscard]] Roles roles_of(const plan::Block& graph);

/// `plan` is that of any scale of the axis; `tensors` are the names of the growth's, folded.
[[nodiscard]] Expected expected(const plan::Plan& plan, const analysis::AxisGrowth& growth,
                                std::span<const std::string> tensors);

}  // namespace cdp::coordcheck
