// What the values of a plan's graph are called, so that people can talk about them: `%7` says nothing. The output of a
// module that has a trained tensor bears the module's name, as a hook in another trainer would see it.
#pragma once

#include <map>
#include <string>

#include "compiler/plan/graph.h"

namespace cdp::plan {

/// The name of each value that a node of the graph makes, stacks folded:
///   `blocks.*.attn.q`        an operation on a trained tensor of that module, the module's offset added
///   `blocks.*.attn_mult`     a product with a multiplier
///   `blocks`                 what goes out of a stack
///   `blocks.*.attention`     anything else: the stacks around it and the operation
/// Where that would name two values, the operation is added to operations on tensors (`embed.lookup`, `embed.linear`),
/// and what is still equal is numbered in the order it runs (`blocks.*.add_1`, `blocks.*.add_2`). Every name is of one
/// value.
[[nodiscard]] std::map<std::string, std::string> value_names(const Block& graph);

}  // namespace cdp::plan
