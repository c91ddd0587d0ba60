// Patterns of data flow, for whoever recognises a model by what it computes: a pattern says how a value is made, holds
// from there backwards, and captures what it finds. Modelled on LLVM's PatternMatch.h. For example x + gate(y) * z:
//   std::string x, y, z;
//   const Pattern gated = either_order(Op::mul, op(Op::sigmoid, {value(y)}), value(z));
//   const Pattern sum = expect("the output", "a gated branch", either_order(Op::add, gated, value(x)));
//   if (const auto wrong = mismatch(sum, BlockIndex(block), block.output)) ...  // wrong->where, found, wanted
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/plan/graph_index.h"

namespace cdp::plan {

/// What does not fit: `found` (null: an input) makes `where`, and not `wanted`.
struct Mismatch {
  std::string where, wanted;
  const Node* found = nullptr;
  std::size_t progress = 0;  // how much had matched before
};

/// One matching under way in a block.
struct Matching {
  const BlockIndex& index;
  std::size_t progress = 0;
  std::optional<Mismatch> mismatch;  // of the attempt that came farthest, the first of equals
};

/// Whether an argument fits. What it captured counts only where all fits.
using Pattern = std::function<bool(Matching&, const GraphArgument&)>;
/// What else must hold of a node; asked before its arguments are.
using NodeTest = std::function<bool(const Node&)>;

/// An attribute, as written or as the table says.
[[nodiscard]] NodeTest attribute(std::string_view name, double& into);
[[nodiscard]] NodeTest attribute(std::string_view name, std::int64_t& into);

[[nodiscard]] Pattern anything();
/// A value, whatever makes it.
[[nodiscard]] Pattern value(std::string& into);
/// That value.
[[nodiscard]] Pattern same(std::string wanted);
/// A tensor or multiplier, by its name as the graph has it.
[[nodiscard]] Pattern parameter(std::string& into);

/// The operation's result, with exactly these arguments.
[[nodiscard]] Pattern op(Op op, std::vector<Pattern> arguments, NodeTest test = {});
/// The operation's result, of two arguments in either order: `chosen` is tried on the second, then on the first.
[[nodiscard]] Pattern either_order(Op op, Pattern chosen, Pattern other, NodeTest test = {});
[[nodiscard]] Pattern one_of(Pattern first, Pattern second);
/// What fits, behind any number of operations that take a single value and of which the test holds; the nearest is
/// taken. No stack is gone through.
[[nodiscard]] Pattern behind(Pattern pattern, NodeTest test = {});

/// The pattern, and words for what stands there and for what is wanted, where it does not fit.
[[nodiscard]] Pattern expect(std::string where, std::string wanted, Pattern pattern);

/// Null: it fits. Else what the innermost `expect` that the matching reached says.
[[nodiscard]] std::optional<Mismatch> mismatch(const Pattern& pattern, const BlockIndex& index,
                                               const GraphArgument& argument);

}  // namespace cdp::plan
