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
    property["description"] = field.doc;
    properties[field.key] = std::move(property);
    if (field.presence == Presence::kRequired && field.since == kFirstVersion) required.push_back(field.key);
  });
  return {{"type", "object"},
          {"additionalProperties", false},
          {"required", std::move(required)},
          {"properties", std::move(properties)}};
}

/// What version 1 lacks, of all structs within: where it `has_newer` fields they must be there, else they may not.
/// Null where there is nothing of the kind.
template <class T>
Json newer_fields(bool has_newer) {
  if constexpr (IsScalar<T> || std::same_as<T, Block> || std::same_as<T, std::shared_ptr<Block>>) {
    return nullptr;
  } else if constexpr (IsMaybe<T>) {
    return newer_fields<typename T::value_type>(has_newer);
  } else if constexpr (IsOrdered<T> || IsVector<T>) {
    Json inner = nullptr;
    if constexpr (IsOrdered<T>)
      inner = newer_fields<OrderedItem<T>>(has_newer);
    else
      inner = newer_fields<typename T::value_type>(has_newer);
    return inner.is_null() ? inner : Json{{IsOrdered<T> ? "additionalProperties" : "items", std::move(inner)}};
  } else {
    Json properties = Json::object();
    Json required = Json::array();
    for_each_field<T>([&](const auto& field) {
      using Member = std::remove_cvref_t<decltype(std::declval<T&>().*(field.member))>;
      const bool is_newer = field.since > kFirstVersion;
      if (is_newer && !has_newer) properties[field.key] = false;
      if (is_newer && has_newer && field.presence == Presence::kRequired) required.push_back(field.key);
      if (Json inner = newer_fields<Member>(has_newer); !inner.is_null()) properties[field.key] = std::move(inner);
    });
    Json object = nullptr;
    if (!properties.empty()) object["properties"] = std::move(properties);
    if (!required.empty()) object["required"] = std::move(required);
    return object;
  }
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
  if constexpr (IsWord<T>)
    return {{"type", "string"}, {"enum", EnumWords<T>::all}};
  else if constexpr (IsScalar<T>)
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
  root["properties"]["version"]["minimum"] = kFirstVersion;
  root["properties"]["version"]["maximum"] = kVersion;
  root["if"] = {{"properties", {{"version", {{"const", kFirstVersion}}}}}};
  root["then"] = newer_fields<Plan>(false);
  root["else"] = newer_fields<Plan>(true);
  root["$defs"] = {{"block", struct_schema<Block>()}};
  return root.dump(2) + "\n";
}

}  // namespace cdp::plan
