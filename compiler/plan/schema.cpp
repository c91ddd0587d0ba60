// The JSON Schema (2020-12) of a plan, made from fields(): what an editor or another program needs to read plans.
#include <string>
#include <type_traits>

#include <nlohmann/json.hpp>

#include "compiler/plan/json.h"
#include "compiler/plan/value_kinds.h"

namespace cdp::plan {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json schema_of();

template <HasFields T>
Json struct_schema() {
  Json properties = Json::object();
  Json required = Json::array();
  for_each_field<T>([&](const auto& field) {
    using Member = std::remove_cvref_t<decltype(std::declval<T&>().*(field.member))>;
    Json property = schema_of<Member>();
    if (!field.words.empty()) property["enum"] = field.words;
    property["description"] = field.doc;
    properties[field.key] = std::move(property);
    if (field.presence == Presence::kRequired) required.push_back(field.key);
  });
  return {{"type", "object"},
          {"additionalProperties", false},
          {"required", std::move(required)},
          {"properties", std::move(properties)}};
}

/// A type of scalars as JSON Schema names them.
template <IsScalar T>
Json scalar_types() {
  if (std::same_as<T, bool>) return "boolean";
  if (std::same_as<T, std::int64_t>) return "integer";
  if (std::same_as<T, double>) return "number";
  if (std::same_as<T, std::string>) return "string";
  if (std::same_as<T, Scalar>) return {"boolean", "number", "string"};
  return {"string", "number"};
}

template <class T>
Json schema_of() {
  if constexpr (IsScalar<T>)
    return {{"type", scalar_types<T>()}};
  else if constexpr (std::same_as<T, std::shared_ptr<Block>>)
    return {{"$ref", "#/$defs/block"}};  // blocks hold stacks, stacks hold blocks
  else if constexpr (std::same_as<T, Block>)
    return {{"$ref", "#/$defs/block"}};
  else if constexpr (IsMaybe<T>)
    return schema_of<typename T::value_type>();
  else if constexpr (IsOrdered<T>)
    return {{"type", "object"}, {"additionalProperties", schema_of<OrderedItem<T>>()}};
  else if constexpr (IsVector<T>)
    return {{"type", "array"}, {"items", schema_of<typename T::value_type>()}};
  else
    return struct_schema<T>();
}

}  // namespace

std::string schema() {
  Json root = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
               {"title", "cdp plan"},
               {"description", "Every hyperparameter of a training run, tensor by tensor, and the model's data flow"}};
  root.update(struct_schema<Plan>());
  root["properties"]["format"]["const"] = kFormat;
  root["properties"]["version"]["const"] = kVersion;
  root["$defs"] = {{"block", struct_schema<Block>()}};
  return root.dump(2) + "\n";
}

}  // namespace cdp::plan
