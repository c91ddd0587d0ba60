// The differences of two plans as JSON, for CI and other programs.
#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "compiler/diff/report.h"

namespace cdp::diff {
namespace {

using plan::Plan;

using Json = nlohmann::ordered_json;

/// Whole numbers without a point, as plans have them.
Json json_of(double number) {
  constexpr double kWhole = 1e15;
  if (std::trunc(number) == number && std::abs(number) < kWhole) return static_cast<std::int64_t>(number);
  return number;
}

Json json_of(const Value& value) {
  return std::visit(
      [](const auto& one) -> Json {
        using T = std::remove_cvref_t<decltype(one)>;
        if constexpr (std::is_same_v<T, std::monostate>)
          return nullptr;
        else if constexpr (std::is_same_v<T, double>)
          return json_of(one);
        else
          return one;
      },
      value);
}

Json json_of(const std::optional<Link>& link) {
  if (!link) return nullptr;
  Json json = {
      {"text", link->text}, {"at", link->at}, {"effect", cdp::word(link->effect)}, {"sets", sets(link->effect)}};
  json["lowest"] = json_of(link->lowest);
  json["highest"] = json_of(link->highest);
  return json;
}

Json json_of(const Cause& cause) {
  Json json = Json::object();
  if (cause.a || cause.b) {
    json["a"] = json_of(cause.a);
    json["b"] = json_of(cause.b);
  }
  if (!cause.facts.empty()) {
    json["facts"] = Json::array();
    for (const Fact& fact : cause.facts)
      json["facts"].push_back({{"name", fact.name}, {"a", json_of(fact.a)}, {"b", json_of(fact.b)}});
  }
  if (!cause.unknown.empty()) json["unknown"] = cause.unknown;
  return json;
}

Json json_of(const Difference& difference, bool fails) {
  Json json = {{"category", row(difference.category).word},
               {"kind", word(difference.kind)},
               {"what", difference.path},
               {"count", difference.count()},
               {"fails", fails},
               {"changes", Json::array()},
               {"because", Json::array()}};
  for (const Change& change : difference.changes) {
    Json one = {{"a", json_of(change.a)}, {"b", json_of(change.b)}};
    if (!change.names.empty()) one["names"] = change.names;
    json["changes"].push_back(std::move(one));
  }
  for (const Cause& cause : difference.causes) json["because"].push_back(json_of(cause));
  return json;
}

Json json_of(const Side& side) {
  const Plan& plan = *side.plan;
  return {{"name", side.name},
          {"spec", plan.spec.path},
          {"sha256", plan.spec.sha256},
          {"target", plan.target},
          {"parameterization", plan.parameterization.name},
          {"tensors", plan.tensors.size()}};
}

}  // namespace

std::string to_json(const Report& report) {
  const std::vector<Category>& chosen = report.chosen;
  Json json = {{"format", "cdp-diff"},
               {"version", 1},
               {"different", report.is_different()},
               {"a", json_of(report.a)},
               {"b", json_of(report.b)}};
  json["tolerance"] = json_of(report.options.tolerance);
  json["fail_on"] = Json::array();
  for (const CategoryRow& category : kCategories)
    if (chosen.empty() ? category.counted : std::find(chosen.begin(), chosen.end(), category.category) != chosen.end())
      json["fail_on"].push_back(category.word);
  json["differences"] = Json::array();
  for (const Difference& difference : report.differences)
    json["differences"].push_back(json_of(difference, are_different(std::span(&difference, 1), chosen)));
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace cdp::diff
