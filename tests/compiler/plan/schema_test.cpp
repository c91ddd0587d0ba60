// The schema has the keys of fields(), no more and no less, and their docs.
#include <concepts>
#include <optional>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "compiler/plan/json.h"
#include "compiler/plan/value_kinds.h"

namespace cdp::plan {
namespace {

using nlohmann::json;

/// Whether its values are words from a closed set.
template <class Struct, class Member>
bool holds_word(const Field<Struct, Member>&) {
  return IsWord<Member> || std::same_as<Member, std::optional<OptimizerKind>>;
}

template <HasFields T>
void expect_fields(const json& object) {
  EXPECT_EQ(object.at("type"), "object");
  EXPECT_EQ(object.at("additionalProperties"), false);
  std::set<std::string> keys;
  std::set<std::string> required;
  for_each_field<T>([&](const auto& field) {
    keys.insert(field.key);
    if (field.presence == Presence::kRequired && field.since == kFirstVersion) required.insert(field.key);
    EXPECT_EQ(object.at("properties").at(field.key).at("description"), field.doc);
    EXPECT_EQ(object.at("properties").at(field.key).contains("enum"), holds_word(field));
  });
  EXPECT_EQ(object.at("properties").size(), keys.size());
  EXPECT_EQ(object.at("required").get<std::set<std::string>>(), required);
}

TEST(Schema, HasTheFieldsOfEveryStruct) {
  const json root = json::parse(schema());
  expect_fields<Plan>(root);
  const json& properties = root.at("properties");
  expect_fields<SpecInfo>(properties.at("spec"));
  expect_fields<Parameterization>(properties.at("parameterization"));
  expect_fields<AxisScale>(properties.at("scale").at("additionalProperties"));
  expect_fields<Conventions>(properties.at("conventions"));
  expect_fields<Training>(properties.at("training"));
  expect_fields<Schedule>(properties.at("training").at("properties").at("schedule"));
  expect_fields<ParameterCount>(properties.at("parameters"));
  const json& tensor = properties.at("tensors").at("items");
  expect_fields<Tensor>(tensor);
  expect_fields<Init>(tensor.at("properties").at("init"));
  expect_fields<Reason>(tensor.at("properties").at("because").at("additionalProperties").at("items"));
  expect_fields<Multiplier>(properties.at("multipliers").at("items"));
  const json& block = root.at("$defs").at("block");
  expect_fields<Block>(block);
  expect_fields<Node>(block.at("properties").at("nodes").at("items"));
}

/// What the first version lacks: it may not have it, and a later one must, where that is required.
TEST(Schema, TellsTheVersionsApart) {
  const json root = json::parse(schema());
  EXPECT_EQ(root.at("if"), json::parse(R"({"properties": {"version": {"const": 1}}})"));
  for (const char* list : {"tensors", "multipliers"}) {
    const auto reason = [&](const char* branch) {
      const json& item = root.at(branch).at("properties").at(list).at("items");
      return item.at("properties").at("because").at("additionalProperties").at("items");
    };
    EXPECT_EQ(reason("then"), json::parse(R"({"properties": {"effect": false, "ratios": false, "exponents": false}})"));
    EXPECT_EQ(reason("else"), json::parse(R"({"required": ["effect"]})"));
  }
  EXPECT_EQ(root.at("then").at("properties").size(), 2U) << "nothing else has changed";
  EXPECT_EQ(root.at("else").at("properties").size(), 2U);
  std::size_t newer = 0;
  for_each_field<Reason>([&](const auto& field) { newer += field.since == kVersion ? 1 : 0; });
  EXPECT_EQ(newer, 3U);
}

TEST(Schema, SaysWhatItIs) {
  const json root = json::parse(schema());
  EXPECT_EQ(root.at("$schema"), "https://json-schema.org/draft/2020-12/schema");
  EXPECT_EQ(root.at("properties").at("format").at("const"), "cdp-plan");
  EXPECT_EQ(root.at("properties").at("version").at("minimum"), 1);
  EXPECT_EQ(root.at("properties").at("version").at("maximum"), 2);
  EXPECT_EQ(root.at("properties").at("graph").at("$ref"), "#/$defs/block");
  EXPECT_EQ(root.at("properties").at("training").at("properties").at("schedule").at("properties").at("kind").at("enum"),
            json({"constant", "linear", "cosine", "wsd"}));
  EXPECT_EQ(schema(), schema());
}

}  // namespace
}  // namespace cdp::plan
