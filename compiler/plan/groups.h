// Tensors whose settings are all equal, as one row: what `cdp why` and the report print instead of a line a layer.
// Leaves the printing to them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "compiler/plan/plan.h"

namespace cdp::plan {

/// Tensors with the same shape, tags, initial distribution and hyperparameters.
struct TensorGroup {
  std::vector<std::string> names;    // folded: "blocks.0-15.attn.q.weight", "blocks.0-15.attn.k.weight"
  std::vector<std::size_t> tensors;  // indices into Plan::tensors, in its order
  std::int64_t parameters = 0;       // trained numbers of all of them
  const Tensor* settings = nullptr;  // the first one, which speaks for all; lives in the plan
};

/// Multipliers with the same tags and value.
struct MultiplierGroup {
  std::vector<std::string> names;
  const Multiplier* settings = nullptr;
};

/// In the order of each group's first member. The plan must outlive the result.
[[nodiscard]] std::vector<TensorGroup> tensor_groups(const Plan& plan);
[[nodiscard]] std::vector<MultiplierGroup> multiplier_groups(const Plan& plan);

/// Names that differ only in indices become one: `a.0.w a.1.w a.3.w` -> `a.0-1,3.w`; with two indices, where the set is
/// a full rectangle: `a.0-1.b.0-3.w`. Order is that of first appearance.
[[nodiscard]] std::vector<std::string> fold_names(std::span<const std::string> names);

/// Names that differ in one part only become one: `attn.{q,k,v}.weight`.
[[nodiscard]] std::vector<std::string> braced(std::vector<std::string> names);

/// Trained numbers of one tensor.
[[nodiscard]] std::int64_t element_count(const Tensor& tensor);

}  // namespace cdp::plan
