// A peephole: looks from a consumer back at the instruction that made its operand.
#include "runtime/graph/fuse.h"

#include <algorithm>
#include <utility>

namespace cdp::runtime {
namespace {

bool is_slot(const Operand& operand) {
  return operand.kind == Operand::Kind::kSlot;
}
bool is_number(const Operand& operand) {
  return operand.kind == Operand::Kind::kNumber;
}

class Fusion {
 public:
  explicit Fusion(Program& program)
      : program_(program), readers_(program.slots, 0), maker_(program.slots, nullptr), gone_(program.slots, false) {
    for (Instruction& instruction : program.instructions) {
      maker_[instruction.result] = &instruction;
      for (const Operand& operand : instruction.operands) {
        if (is_slot(operand)) ++readers_[operand.index];
      }
    }
    ++readers_[program.output];
  }

  void run() {
    for (Instruction& instruction : program_.instructions) {
      if (instruction.op == plan::Op::add) fuse_add(instruction);
      if (instruction.op == plan::Op::mul) fuse_mul(instruction);
      if (instruction.op == plan::Op::chunk) fuse_chunk(instruction);
    }
    std::erase_if(program_.instructions, [&](const Instruction& one) { return gone_[one.result]; });
  }

 private:
  /// The instruction that makes the operand, if it does `op` and nobody else reads what it makes.
  Instruction* only_reader_of(const Operand& operand, plan::Op op) const {
    if (!is_slot(operand) || readers_[operand.index] != 1) return nullptr;
    Instruction* made_by = maker_[operand.index];
    const bool fits = made_by != nullptr && made_by->op == op && made_by->run == forward_of(op);
    return fits ? made_by : nullptr;
  }

  void fuse_add(Instruction& add) {
    if (fuse_bias(add)) return;
    for (const std::size_t side : {1u, 0u}) {
      const Operand other = add.operands[1 - side];
      Instruction* mul = only_reader_of(add.operands[side], plan::Op::mul);
      if (mul == nullptr || is_number(other)) continue;
      const std::size_t factor = is_number(mul->operands[0]) ? 0 : 1;
      if (!is_number(mul->operands[factor])) continue;
      add.run = &ops::scaled_add;
      add.settings.factor = mul->operands[factor].number;
      add.operands = {other, mul->operands[1 - factor]};
      gone_[mul->result] = true;
      return;
    }
  }

  /// linear(x, w) + bias: the product adds it, where adding it alone is a pass over memory forward and one backward.
  bool fuse_bias(Instruction& add) {
    for (const std::size_t side : {0u, 1u}) {
      const Operand bias = add.operands[1 - side];
      if (bias.kind != Operand::Kind::kParameter || !program_.vectors.at(bias.index)) continue;
      Instruction* linear = only_reader_of(add.operands[side], plan::Op::linear);
      if (linear == nullptr) continue;
      add.op = plan::Op::linear;
      add.run = &ops::biased_linear;
      add.operands = {linear->operands[0], linear->operands[1], bias};
      gone_[linear->result] = true;
      return true;
    }
    return false;
  }

  /// Chunks of one value become one split where all are there: backward then puts their gradients side by side, where
  /// each chunk alone would fill all of the value with zeros and add them up.
  void fuse_chunk(Instruction& first) {
    const auto chunks = static_cast<std::size_t>(first.settings.chunks);
    if (gone_[first.result] || first.settings.chunks < 2 || !is_slot(first.operands[0])) return;
    std::vector<Instruction*> all(chunks, nullptr);
    for (Instruction& other : program_.instructions) {
      const bool one = other.op == plan::Op::chunk && other.parts.empty() && is_slot(other.operands[0]) &&
                       other.operands[0].index == first.operands[0].index &&
                       other.settings.chunks == first.settings.chunks;
      if (!one) continue;
      Instruction*& place = all[static_cast<std::size_t>(other.settings.index)];
      if (place != nullptr) return;  // a chunk that is taken twice
      place = &other;
    }
    if (std::find(all.begin(), all.end(), nullptr) != all.end()) return;
    for (Instruction* one : all) {
      first.parts.push_back(one->result);
      gone_[one->result] = one != &first;
    }
  }

  void fuse_mul(Instruction& mul) {
    for (const std::size_t side : {0u, 1u}) {
      Instruction* silu = only_reader_of(mul.operands[side], plan::Op::silu);
      if (silu == nullptr || is_number(mul.operands[1 - side])) continue;
      mul.run = &ops::swiglu;
      mul.operands = {silu->operands[0], mul.operands[1 - side]};
      gone_[silu->result] = true;
      return;
    }
  }

  Program& program_;
  std::vector<int> readers_;
  std::vector<Instruction*> maker_;
  std::vector<bool> gone_;
};

}  // namespace

void fuse(Program& program) {
  Fusion(program).run();
}

}  // namespace cdp::runtime
