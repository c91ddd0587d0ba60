// When values die.
#include "runtime/graph/program.h"

namespace cdp::runtime {

void mark_dead(Program& program) {
  std::vector<bool> alive(program.slots, false);
  alive[program.output] = true;
  for (auto instruction = program.instructions.rbegin(); instruction != program.instructions.rend(); ++instruction) {
    instruction->dead.clear();
    for (const Operand& operand : instruction->operands) {
      if (operand.kind != Operand::Kind::kSlot || alive[operand.index]) continue;
      alive[operand.index] = true;
      instruction->dead.push_back(operand.index);
    }
  }
}

}  // namespace cdp::runtime
