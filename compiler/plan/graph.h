// The plan's graph: the data flow that the runtime executes, stacks folded. What the operations are and take is
// operations.def's; that the graph fits the tensors is validate()'s.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

#include "compiler/plan/fields.h"

namespace cdp::plan {

/// An argument of an operation: `"%7"` (a value), `"blocks.*.attn.q.weight"` (a tensor or multiplier; `*` stands for
/// the index of each stack around the node, outermost first), or a number.
using GraphArgument = std::variant<std::string, double>;

struct Block;

/// One operation, or a stack: `op` "stack" (kStack) runs `body` `count` times. The body sees only its own inputs, one
/// for each of the node's arguments; the first is carried (each run's output is the next run's first input), the others
/// stay. Attributes that are left out have the table's default; read them with number_attribute() and its like
/// (operations.h).
struct Node {
  std::string id;  // "%7", unique in the graph
  std::string op;
  std::vector<GraphArgument> args;
  Ordered<Scalar> attributes;
  std::optional<std::string> stack;  // "blocks": the path whose indices the body's `*` stands for
  std::optional<std::int64_t> count;
  std::shared_ptr<Block> body;
  static constexpr auto fields() {
    return std::tuple{
        Field{"id", &Node::id, "the value it makes"},
        Field{"op", &Node::op, "a row of the operation table, or stack"},
        Field{"args", &Node::args, "values, tensors, multipliers, numbers"},
        Field{"attributes", &Node::attributes, "constants at this target", Presence::kOptional},
        Field{"stack", &Node::stack, "path of the stack", Presence::kOptional},
        Field{"count", &Node::count, "how often the body runs", Presence::kOptional},
        Field{"body", &Node::body, "what runs", Presence::kOptional},
    };
  }
};

struct Block {
  std::vector<std::string> inputs;
  std::vector<Node> nodes;
  std::string output;
  static constexpr auto fields() {
    return std::tuple{
        Field{"inputs", &Block::inputs, "values that come from outside"},
        Field{"nodes", &Block::nodes, "in the order they run"},
        Field{"output", &Block::output, "the value that goes out"},
    };
  }
};

/// The `op` of a stack.
inline constexpr std::string_view kStack = "stack";

/// How many operations run when all stacks are unfolded; a run of a stack counts as one, and one for each value that it
/// takes. kSaturated (compiler/base/saturating.h) where they are more
/// than can be counted.
[[nodiscard]] std::int64_t unfolded_operations(const Block& block);

/// Values are `%7`; every other text argument is the name of a tensor or multiplier.
[[nodiscard]] constexpr bool is_value(std::string_view argument) {
  return argument.starts_with('%');
}

}  // namespace cdp::plan
