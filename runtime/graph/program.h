// A plan's graph made flat: stacks unfolded, names resolved, one instruction after the other. What an instruction does
// is ops.h's; how it comes to be is lower.h's and fuse.h's.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/graph/ops.h"

namespace cdp::runtime {

struct Operand {
  enum class Kind { kSlot, kParameter, kNumber };
  Kind kind = Kind::kSlot;
  std::size_t index = 0;  // of a slot, or of a parameter in the plan's order
  double number = 0;
};

struct Instruction {
  plan::Op op;
  Forward run = nullptr;  // the operation's row of forwards(), or what was fused
  std::vector<Operand> operands;
  Attributes settings;
  std::size_t result = 0;               // the slot it fills; each slot is filled once
  std::vector<std::size_t> dead;        // slots that nobody reads after this instruction
  std::vector<std::size_t> parts = {};  // not empty: chunks that became one split, the slots of all parts in order
};

/// A value of the plan's graph, and where it is: `id` in the run of a stack that `indices` tell, outermost first.
struct NamedSlot {
  std::size_t slot = 0;
  std::string id;
  std::vector<std::int64_t> indices;
};

struct Program {
  std::vector<Instruction> instructions;
  std::size_t slots = 0;
  std::size_t input = 0;   // slot of the ids or features
  std::size_t output = 0;  // slot of the logits or predictions
  std::int64_t outputs = 0;
  std::vector<NamedSlot> named;  // in the order they run; none unless asked for
  std::vector<bool> vectors;     // which parameters have one dimension, in the plan's order
};

/// Fills in `dead` from who reads what last; the output never dies.
void mark_dead(Program& program);

}  // namespace cdp::runtime
