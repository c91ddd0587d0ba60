// The operation table, read.
#include "compiler/plan/operations.h"

#include <set>

#include <gmock/gmock.h>

namespace cdp::plan {
namespace {

TEST(Operations, AreInTheOrderOfTheEnumAndNamedOnce) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < operations().size(); ++i) {
    const Operation& row = operations()[i];
    EXPECT_EQ(static_cast<std::size_t>(row.op), i);
    EXPECT_EQ(find_operation(row.name), &row);
    EXPECT_EQ(&operation(row.op), &row);
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_FALSE(row.meaning.empty()) << row.name;
    EXPECT_NE(row.name, kStack);
  }
  EXPECT_EQ(find_operation("no_such"), nullptr);
}

TEST(Operations, LeaveOutArgumentsOnlyFromTheRight) {
  for (const Operation& row : operations()) {
    bool optional = false;
    for (const Argument& argument : row.arguments) {
      EXPECT_TRUE(argument.optional || !optional) << row.name;
      optional = argument.optional;
    }
    EXPECT_GE(row.least_arguments(), 1U) << row.name;
  }
}

TEST(Operations, HaveTheirArguments) {
  const Operation& norm = operation(Op::layer_norm);
  ASSERT_EQ(norm.most_arguments(), 3U);
  EXPECT_EQ(norm.least_arguments(), 1U);
  EXPECT_EQ(norm.arguments[0].kind, ArgumentKind::kValue);
  EXPECT_EQ(norm.arguments[1].kind, ArgumentKind::kGain);
  EXPECT_EQ(norm.arguments[2].kind, ArgumentKind::kOffset);
  EXPECT_EQ(operation(Op::attention).arguments[3].kind, ArgumentKind::kNumber);
  EXPECT_EQ(operation(Op::add).arguments[1].kind, ArgumentKind::kOperand);
  EXPECT_EQ(operation(Op::experts).arguments[2].kind, ArgumentKind::kBank);
  EXPECT_EQ(operation(Op::route).arguments[1].kind, ArgumentKind::kBias);
  EXPECT_TRUE(operation(Op::route).arguments[1].optional);
}

TEST(Operations, HaveTheirAttributes) {
  const Operation& attention = operation(Op::attention);
  ASSERT_EQ(attention.attributes.size(), 2U);
  EXPECT_EQ(attention.find_attribute("causal")->fallback, Scalar(true));
  EXPECT_EQ(attention.find_attribute("window")->fallback, Scalar(std::int64_t{0}));
  EXPECT_EQ(attention.find_attribute("windows"), nullptr);
  EXPECT_EQ(operation(Op::rms_norm).find_attribute("eps")->fallback, Scalar(1e-6));
  EXPECT_EQ(operation(Op::split_heads).find_attribute("heads")->fallback, std::nullopt);
}

TEST(Operations, SayWhatTheyDoToSizes) {
  EXPECT_EQ(operation(Op::linear).transfer, Transfer::kContracts);
  EXPECT_EQ(operation(Op::sub).transfer, Transfer::kAdds);
  EXPECT_EQ(operation(Op::relu2).transfer, Transfer::kSquares);
  for (const Operation& row : operations()) {
    const ArgumentKind last = row.arguments.back().kind;
    const bool trained = last == ArgumentKind::kMatrix || last == ArgumentKind::kBank;
    EXPECT_EQ(row.transfer == Transfer::kContracts, trained) << row.name << ": the last argument is contracted";
    EXPECT_EQ(row.transfer == Transfer::kLooksUp, last == ArgumentKind::kTable) << row.name;
  }
}

TEST(Operations, HaveDefaultsOfTheirTypes) {
  for (const Operation& row : operations())
    for (const Attribute& attribute : row.attributes)
      if (attribute.fallback) {
        EXPECT_TRUE(has_type(*attribute.fallback, attribute.type)) << row.name;
      }
}

TEST(HasType, HoldsRangesToo) {
  EXPECT_TRUE(has_type(Scalar(true), AttributeType::kBoolean));
  EXPECT_FALSE(has_type(Scalar(std::int64_t{1}), AttributeType::kBoolean));
  EXPECT_TRUE(has_type(Scalar(std::int64_t{1}), AttributeType::kCount));
  EXPECT_FALSE(has_type(Scalar(std::int64_t{0}), AttributeType::kCount));
  EXPECT_TRUE(has_type(Scalar(std::int64_t{0}), AttributeType::kInteger));
  EXPECT_FALSE(has_type(Scalar(1.0), AttributeType::kInteger));
  EXPECT_TRUE(has_type(Scalar(std::int64_t{2}), AttributeType::kNumber));
  EXPECT_FALSE(has_type(Scalar(-1e-9), AttributeType::kNumber));
  EXPECT_FALSE(has_type(Scalar(std::string("1")), AttributeType::kNumber));
}

TEST(KindName, IsTheTablesWord) {
  EXPECT_EQ(kind_name(ArgumentKind::kMatrix), "matrix");
  EXPECT_EQ(kind_name(ArgumentKind::kBank), "bank");
  EXPECT_EQ(kind_name(ArgumentKind::kBias), "bias");
  EXPECT_EQ(kind_name(ArgumentKind::kOperand), "operand");
  EXPECT_EQ(type_name(AttributeType::kCount), "count");
}

TEST(Kinds, TakeValuesTensorsOrNumbers) {
  EXPECT_TRUE(takes_value(ArgumentKind::kValue));
  EXPECT_FALSE(takes_tensor(ArgumentKind::kValue));
  EXPECT_TRUE(takes_tensor(ArgumentKind::kBias));
  EXPECT_FALSE(takes_value(ArgumentKind::kBias));
  EXPECT_TRUE(takes_number(ArgumentKind::kNumber));
  EXPECT_FALSE(takes_tensor(ArgumentKind::kNumber));
  for (const auto takes : {takes_value, takes_tensor, takes_number}) EXPECT_TRUE(takes(ArgumentKind::kOperand));
}

TEST(Attributes, AreReadAsWrittenElseAsTheTableSays) {
  Node node;
  node.op = "attention";
  EXPECT_TRUE(boolean_attribute(node, "causal"));
  EXPECT_EQ(integer_attribute(node, "window"), 0);
  node.attributes = {{"causal", false}, {"window", std::int64_t{128}}};
  EXPECT_FALSE(boolean_attribute(node, "causal"));
  EXPECT_EQ(integer_attribute(node, "window"), 128);
  node.op = "rope";
  node.attributes = {};
  EXPECT_EQ(number_attribute(node, "theta"), 10000.0);
  node.attributes = {{"theta", std::int64_t{500000}}};  // as JSON gives it back
  EXPECT_EQ(number_attribute(node, "theta"), 500000.0);
}

}  // namespace
}  // namespace cdp::plan
