// The plan as JSON, both ways, and its checks. nlohmann/json stays behind this header.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "compiler/base/files.h"
#include "compiler/base/result.h"
#include "compiler/plan/plan.h"

namespace cdp::plan {

/// Fixed key order, two-space indent, shortest numbers, LF, a final newline: equal plans give equal bytes.
/// Layout: an object with more than six keys, a list of objects that is not empty, and whatever holds one of these are
/// spread over lines; all else is one line. In a spread object, neighbours that are numbers, words or arrays of numbers
/// share a line; only the plan's own keys start a line each.
[[nodiscard]] std::string to_json(const Plan& plan);

/// The reasons of one value. Many layers share theirs, which then have one address; these are turned into text once.
struct Chain {
  std::string_view value;  // `lr`
  const std::vector<Reason>* reasons = nullptr;
  bool is_shared = false;
};

/// Tensors and multipliers that are made when they are written: with its reasons one takes a kilobyte or two, and a
/// plan may have a million. Each comes without its `because`, then its chains, or null where it has none.
template <class Part>
struct Parts {
  std::size_t count = 0;
  std::function<Part(std::size_t)> part;
  std::function<const std::vector<Chain>*(std::size_t)> chains;
};
/// The bytes of to_json(), piece by piece, with these in place of the plan's own lists.
void write_json(const Plan& plan, const Parts<Tensor>& tensors, const Parts<Multiplier>& multipliers, const Put& put);

/// Strict: unknown, missing or repeated keys, wrong types, NaN, truncation, a foreign format or version are errors that
/// name the place (`tensors[3].lr`) and the nearest known key. The result is validated (see validate()).
[[nodiscard]] Result<Plan> from_json(std::string_view text);

/// Values in their domains, names unique, every tensor and multiplier used by the graph and every name in the graph
/// known, every value defined before use, operations known and called with their number of arguments.
[[nodiscard]] Status validate(const Plan& plan);

/// JSON Schema (2020-12) of the plan, made from fields().
[[nodiscard]] std::string schema();

}  // namespace cdp::plan
