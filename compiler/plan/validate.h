// The parts of validate(): each returns the first fault that it finds. Who wants them all calls validate() of json.h.
#pragma once

#include <optional>
#include <string_view>
#include <unordered_map>

#include "compiler/base/result.h"
#include "compiler/plan/plan.h"

namespace cdp::plan {

using Fault = std::optional<Error>;

/// What a name in the graph stands for. Views point into the plan.
struct Named {
  enum class Kind { kTensor, kMultiplier };
  Kind kind = Kind::kTensor;
  std::size_t index = 0;  // into Plan::tensors or Plan::multipliers
  bool used = false;
};
using Names = std::unordered_map<std::string_view, Named>;

/// Everything but tensors, multipliers and graph: scale, conventions, training.
[[nodiscard]] Fault check_run(const Plan& plan);
/// Tensors and multipliers: shapes, initial values, hyperparameters, reasons, names; fills `names`. The run is sound.
[[nodiscard]] Fault check_tensors(const Plan& plan, Names& names);
/// The graph against the operation table and the names; every name must be used.
[[nodiscard]] Fault check_graph(const Plan& plan, Names& names);

}  // namespace cdp::plan
