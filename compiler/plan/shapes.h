// The shapes of a graph at one scale: what goes through it, and the first thing that does not fit. Sizes that only a
// batch of data knows have names.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "compiler/base/result.h"
#include "compiler/plan/plan.h"
#include "compiler/plan/shape_call.h"

namespace cdp::plan {

inline constexpr std::int64_t kBatchSize = -1;
inline constexpr std::int64_t kTimeSize = -2;

/// "(batch, time, 128)"
[[nodiscard]] std::string shape_text(const std::vector<std::int64_t>& sizes);

/// The sizes of a whole number kind, for shape_rules.h.
struct SizeAlgebra {
  using Dim = std::int64_t;
  static std::string text(Dim size);
  /// None beyond 2^53, and of sizes that only data knows.
  static std::optional<Dim> times(Dim a, Dim b);
  static Dim over(Dim a, Dim b) { return a / b; }
  static std::optional<bool> holds(Relation relation, Dim left, Dim right);
};

/// A tensor, or a number with its value.
struct NamedOperand {
  OperandOf<std::int64_t> operand;
  double number = 1;
};

/// What a folded name (`blocks.*.q.weight`) stands for in these runs of the stacks around it, outermost first.
using NameMeaning = std::function<NamedOperand(const std::string& folded, std::span<const std::int64_t> runs)>;

/// What does not fit: "needs `heads` to divide `width`, found heads 3, width 128".
struct GraphFault {
  const Node* node = nullptr;  // null: the graph's end
  std::string message;
};

/// Whether the layers of each stack have tensors of the same shapes, so that one run of it tells of all.
enum class Layers { kAlike, kDiffer };

/// The sizes that come out of a graph whose values and names are known to be right, for a task's input (training.task,
/// context, features), or the first fault.
[[nodiscard]] std::variant<std::vector<std::int64_t>, GraphFault> trace_shapes(const Block& graph,
                                                                               const Training& training,
                                                                               const NameMeaning& meaning,
                                                                               Layers layers);

/// The same for a plan that is valid but for its shapes. The fault's place is `node %7 (split_heads)` or `graph`.
[[nodiscard]] Result<std::vector<std::int64_t>> trace_shapes(const Plan& plan);

}  // namespace cdp::plan
