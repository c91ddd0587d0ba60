// Slots of the flat program: values live as long as they are needed.
#include "runtime/graph/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cdp::runtime {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Operand slot(std::size_t index) {
  return {Operand::Kind::kSlot, index, 0};
}

TEST(Program, ValuesDieWithTheirLastReader) {
  Program program;
  program.slots = 4;
  program.output = 3;
  program.instructions = {{plan::Op::relu, nullptr, {slot(0)}, {}, 1, {}},
                          {plan::Op::mul, nullptr, {slot(1), slot(1)}, {}, 2, {}},
                          {plan::Op::add, nullptr, {slot(0), slot(2)}, {}, 3, {}}};
  mark_dead(program);
  EXPECT_THAT(program.instructions[0].dead, IsEmpty());
  EXPECT_THAT(program.instructions[1].dead, ElementsAre(1));
  EXPECT_THAT(program.instructions[2].dead, ElementsAre(0, 2));
}

TEST(Program, TheOutputNeverDies) {
  Program program;
  program.slots = 3;
  program.output = 1;
  program.instructions = {{plan::Op::relu, nullptr, {slot(0)}, {}, 1, {}},
                          {plan::Op::neg, nullptr, {slot(1)}, {}, 2, {}}};
  mark_dead(program);
  EXPECT_THAT(program.instructions[1].dead, IsEmpty());
}

}  // namespace
}  // namespace cdp::runtime
