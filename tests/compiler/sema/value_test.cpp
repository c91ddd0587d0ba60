// Names of units and kinds.
#include "compiler/sema/value.h"

#include <gtest/gtest.h>

namespace cdp::sema {
namespace {

TEST(Value, NamesEveryUnitAndReadsItBack) {
  for (const Unit unit : {Unit::kNone, Unit::kSeq, Unit::kTok, Unit::kSteps, Unit::kTokPerParam})
    EXPECT_EQ(unit_of(unit_name(unit)), unit);
  EXPECT_EQ(unit_name(Unit::kTokPerParam), "tok_per_param");
}

TEST(Value, NamesItsKind) {
  EXPECT_EQ(kind_name(Value{Quantity{Sym(1)}}), "a number");
  EXPECT_EQ(kind_name(Value{true}), "true or false");
  EXPECT_EQ(kind_name(Value{std::string("x")}), "a string");
  EXPECT_EQ(kind_name(Value{ValueList{}}), "a list");
  EXPECT_EQ(kind_name(Value{ActivationRef{}}), "an activation");
  EXPECT_EQ(kind_name(Value{TensorRef{}}), "a tensor");
  EXPECT_EQ(kind_name(Value{MultiplierRef{}}), "a multiplier");
  EXPECT_EQ(kind_name(Value{ModuleRef{}}), "a module");
  EXPECT_EQ(kind_name(Value{StackRef{}}), "a stack");
}

TEST(Value, KnowsThePartsOfAModel) {
  EXPECT_TRUE(is_model_part(Value{TensorRef{}}));
  EXPECT_TRUE(is_model_part(Value{StackRef{}}));
  EXPECT_FALSE(is_model_part(Value{Quantity{}}));
  EXPECT_FALSE(is_model_part(Value{ValueList{}}));
}

}  // namespace
}  // namespace cdp::sema
