// What is fused computes the same as what was there before.
#include "runtime/graph/fuse.h"

#include <gtest/gtest.h>

#include "runtime/graph/lower.h"
#include "tests/compiler/plan/sample_plan.h"

namespace cdp::runtime {
namespace {

Operand slot(std::size_t index) {
  return {Operand::Kind::kSlot, index, 0};
}
Operand number(double value) {
  return {Operand::Kind::kNumber, 0, value};
}

Instruction instruction(plan::Op op, std::vector<Operand> operands, std::size_t result) {
  return {op, forward_of(op), std::move(operands), {}, result, {}};
}

Program program_of(std::vector<Instruction> instructions) {
  Program program;
  program.slots = instructions.size() + 2;  // the inputs are slots 0 and 1
  program.output = instructions.back().result;
  program.instructions = std::move(instructions);
  return program;
}

TEST(Fuse, ResidualMultiplierGoesIntoTheAddition) {
  for (const bool number_first : {true, false}) {
    for (const bool product_first : {true, false}) {
      const auto factors = number_first ? std::vector{number(0.5), slot(1)} : std::vector{slot(1), number(0.5)};
      const auto terms = product_first ? std::vector{slot(2), slot(0)} : std::vector{slot(0), slot(2)};
      Program program = program_of({instruction(plan::Op::mul, factors, 2), instruction(plan::Op::add, terms, 3)});
      fuse(program);
      ASSERT_EQ(program.instructions.size(), 1u);
      EXPECT_EQ(program.instructions[0].run, &ops::scaled_add);
      EXPECT_EQ(program.instructions[0].settings.factor, 0.5);
      EXPECT_EQ(program.instructions[0].operands[0].index, 0u);
      EXPECT_EQ(program.instructions[0].operands[1].index, 1u);
    }
  }
}

TEST(Fuse, AValueWithAnotherReaderStays) {
  Program program = program_of({instruction(plan::Op::mul, {slot(0), number(0.5)}, 2),
                                instruction(plan::Op::add, {slot(0), slot(2)}, 3),
                                instruction(plan::Op::add, {slot(2), slot(3)}, 4)});
  fuse(program);
  EXPECT_EQ(program.instructions.size(), 3u);
  Program output =
      program_of({instruction(plan::Op::silu, {slot(0)}, 2), instruction(plan::Op::mul, {slot(2), slot(1)}, 3)});
  output.output = 2;
  fuse(output);
  EXPECT_EQ(output.instructions.size(), 2u) << "the output is read from outside";
}

TEST(Fuse, AddingANumberIsNotAResidual) {
  Program program = program_of(
      {instruction(plan::Op::mul, {slot(0), number(0.5)}, 2), instruction(plan::Op::add, {slot(2), number(1)}, 3)});
  fuse(program);
  EXPECT_EQ(program.instructions.size(), 2u);
}

Operand parameter(std::size_t index) {
  return {Operand::Kind::kParameter, index, 0};
}

TEST(Fuse, ABiasGoesIntoTheProduct) {
  for (const bool bias_first : {true, false}) {
    const auto terms = bias_first ? std::vector{parameter(1), slot(2)} : std::vector{slot(2), parameter(1)};
    Program program =
        program_of({instruction(plan::Op::linear, {slot(0), parameter(0)}, 2), instruction(plan::Op::add, terms, 3)});
    program.vectors = {false, true};
    Program matrix = program;
    matrix.vectors = {false, false};
    fuse(matrix);
    EXPECT_EQ(matrix.instructions.size(), 2u) << "what is added is no bias";
    fuse(program);
    ASSERT_EQ(program.instructions.size(), 1u);
    EXPECT_EQ(program.instructions[0].run, &ops::biased_linear);
    EXPECT_EQ(program.instructions[0].result, 3u);
    std::vector<std::size_t> read;
    for (const Operand& operand : program.instructions[0].operands) read.push_back(operand.index);
    EXPECT_EQ(read, (std::vector<std::size_t>{0, 0, 1}));
  }
}

Instruction chunk(std::size_t of, std::int64_t index, std::size_t result) {
  Instruction made = instruction(plan::Op::chunk, {slot(of)}, result);
  made.settings.chunks = 3;
  made.settings.index = index;
  return made;
}

TEST(Fuse, AllChunksBecomeOneSplit) {
  Program program = program_of({chunk(0, 1, 2), chunk(1, 0, 3), chunk(0, 2, 4), chunk(0, 0, 5)});
  fuse(program);
  ASSERT_EQ(program.instructions.size(), 2u);
  EXPECT_EQ(program.instructions[0].parts, (std::vector<std::size_t>{5, 2, 4}));
  EXPECT_EQ(program.instructions[1].result, 3u);
  EXPECT_TRUE(program.instructions[1].parts.empty()) << "a chunk of another value, alone";
}

TEST(Fuse, ChunksThatAreNotAllThereStay) {
  Program program = program_of({chunk(0, 1, 2), chunk(0, 2, 3), chunk(0, 1, 4)});
  fuse(program);
  EXPECT_EQ(program.instructions.size(), 3u);
}

TEST(Fuse, TheSamplePlanLosesThreeInstructionsALayer) {
  auto program = lower(plan::testing::sample_plan());
  ASSERT_TRUE(program) << program.error().text();
  const std::size_t before = program->instructions.size();
  fuse(*program);
  EXPECT_EQ(program->instructions.size(), before - 2 * 3);
}

}  // namespace
}  // namespace cdp::runtime
