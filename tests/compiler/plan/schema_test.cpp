// The schema has the keys of fields(), no more and no less, and their docs.
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "compiler/plan/json.h"

namespace cdp::plan {
namespace {

using nlohmann::json;

template <HasFields T>
void expect_fields(const json& object) {
  EXPECT_EQ(object.at("type"), "object");
  EXPECT_EQ(object.at("additionalProperties"), false);
  std::set<std::string> keys;
  std::set<std::string> required;
  for_each_field<T>([&](const auto& field) {
    keys.insert(field.key);
    if (field.presence == Presence::kRequired) required.insert(field.key);
    EXPECT_EQ(object.at("properties").at(field.key).at("description"), field.doc);
    EXPECT_EQ(object.at("properties").at(field.key).contains("enum"), !field.words.empty());
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

TEST(Schema, SaysWhatItIs) {
  const json root = json::parse(schema());
  EXPECT_EQ(root.at("$schema"), "https://json-schema.org/draft/2020-12/schema");
  EXPECT_EQ(root.at("properties").at("format").at("const"), "cdp-plan");
  EXPECT_EQ(root.at("properties").at("version").at("const"), 1);
  EXPECT_EQ(root.at("properties").at("graph").at("$ref"), "#/$defs/block");
  EXPECT_EQ(root.at("properties").at("training").at("properties").at("schedule").at("properties").at("kind").at("enum"),
            json({"constant", "linear", "cosine", "wsd"}));
  EXPECT_EQ(schema(), schema());
}

}  // namespace
}  // namespace cdp::plan
