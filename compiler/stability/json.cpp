// The report for editors, CI and other programs.
#include <cmath>

#include <nlohmann/json.hpp>

#include "compiler/stability/report.h"

namespace cdp::stability {

namespace {

using Json = nlohmann::ordered_json;

/// Whole numbers without a point, as plans have them.
Json json_of(double exponent) {
  const double value = rounded(exponent);
  if (std::trunc(value) == value) return static_cast<std::int64_t>(value);
  return value;
}

/// `null`: the size is 0 at every scale.
Json json_of(const analysis::Exponent& exponent) {
  if (!exponent.known()) return {{"unknown", exponent.unknown}};
  if (exponent.nothing()) return nullptr;
  return json_of(exponent.value);
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json json_of(const Finding& finding) {
  Json json = {{"verdict", word(finding.verdict)},
               {"names", finding.names},
               {"hyperparameter", finding.hp},
               {"found", json_of(finding.found)},
               {"wanted", json_of(finding.wanted)},
               {"effect", json_of(finding.effect)},
               {"excuse", finding.is_fault() ? Json() : Json(finding.excuse)},
               {"because", Json::array()},
               {"repair", nullptr}};
  for (const Term& term : finding.because)
    json["because"].push_back(
        {{"exponent", json_of(term.exponent)}, {"text", term.text}, {"at", text_or_null(term.at)}});
  if (!finding.rules_at.empty() || !finding.repair.empty())
    json["repair"] = {{"at", text_or_null(finding.rules_at)}, {"line", text_or_null(finding.repair)}};
  return json;
}

Json table(const std::vector<Column>& heads, const std::vector<Row>& rows) {
  Json json = Json::array();
  for (const Row& row : rows) {
    Json one = {{"name", row.name}};
    for (std::size_t i = 0; i < heads.size(); ++i) one[std::string(heads[i].key)] = json_of(row.exponents[i]);
    json.push_back(std::move(one));
  }
  return json;
}

Json json_of(const Axis& axis) {
  Json json = {{"axis", axis.name}, {"stable", axis.stable()}, {"findings", Json::array()}, {"unknown", Json::array()}};
  for (const Finding& finding : axis.findings) json["findings"].push_back(json_of(finding));
  for (const auto& [tensor, why] : axis.undecided) json["unknown"].push_back({{"tensor", tensor}, {"why", why}});
  json["activations"] = table(value_columns(), axis.values);
  json["tensors"] = table(tensor_columns(), axis.tensors);
  return json;
}

}  // namespace

std::string to_json(const Report& report) {
  Json json = {{"format", "cdp-scaling"},   {"version", 1},         {"spec", report.spec}, {"rules", report.rules},
               {"stable", report.stable()}, {"axes", Json::array()}};
  for (const Axis& axis : report.axes) json["axes"].push_back(json_of(axis));
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace cdp::stability
