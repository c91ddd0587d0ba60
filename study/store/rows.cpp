// See rows.h.
#include "study/store/rows.h"

#include <limits>
#include <nlohmann/json.hpp>

#include <fmt/format.h>

namespace cdp::study {
namespace {

using nlohmann::json;

std::string dumped(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<Trial> damaged(std::int64_t number, const char* what) {
  return Error{fmt::format("the {} of trial {} cannot be read", what, number), ""};
}

bool read_scale(const std::string& text, std::map<std::string, double>& scale) {
  const json read = json::parse(text, nullptr, false);
  if (!read.is_object()) return false;
  for (const auto& [axis, value] : read.items()) {
    if (!value.is_number()) return false;
    scale[axis] = value.get<double>();
  }
  return true;
}

bool read_curve(const std::string& text, std::vector<CurvePoint>& curve) {
  const json read = json::parse(text, nullptr, false);
  if (!read.is_array()) return false;
  for (const json& point : read) {
    if (!point.is_array() || point.size() != 2 || !point[0].is_number()) return false;
    const bool finite = point[1].is_number();
    if (!finite && !point[1].is_null()) return false;
    curve.push_back(
        {point[0].get<double>(), finite ? point[1].get<double>() : std::numeric_limits<double>::quiet_NaN()});
  }
  return true;
}

bool read_origin(const std::string& text, Origin& origin) {
  const json read = json::parse(text, nullptr, false);
  if (!read.is_object() || !read.contains("stage") || !read.contains("point") || !read.contains("repeat")) return false;
  if (!read["stage"].is_string() || !read["point"].is_array() || !read["repeat"].is_number_integer()) return false;
  origin.stage = read["stage"].get<std::string>();
  origin.repeat = read["repeat"].get<std::int64_t>();
  if (read.contains("parent") && read["parent"].is_number_integer()) origin.parent = read["parent"].get<std::int64_t>();
  for (const json& value : read["point"]) {
    if (!value.is_number()) return false;
    origin.point.push_back(value.get<double>());
  }
  return true;
}

}  // namespace

std::string point_text(const TrialPoint& point) {
  json at = json::array();
  for (const auto& [axis, value] : point.at) at.push_back({axis, value});
  return fmt::format(R"({{"at":{},"set":{},"seed":{}}})", dumped(at), dumped(json(point.sets)), point.seed);
}

Result<TrialPoint> read_point(std::string_view text) {
  const Error fault{"is no trial: expected an object of `at`, `set` and `seed`", ""};
  const json read = json::parse(text, nullptr, false);
  if (!read.is_object() || !read.contains("at") || !read.contains("set") || !read.contains("seed")) return fault;
  if (!read["at"].is_array() || !read["set"].is_array() || !read["seed"].is_number_integer()) return fault;
  TrialPoint point;
  for (const json& axis : read["at"]) {
    if (!axis.is_array() || axis.size() != 2 || !axis[0].is_string() || !axis[1].is_string()) return fault;
    point.at.emplace_back(axis[0].get<std::string>(), axis[1].get<std::string>());
  }
  for (const json& set : read["set"]) {
    if (!set.is_string()) return fault;
    point.sets.push_back(set.get<std::string>());
  }
  point.seed = read["seed"].get<std::int64_t>();
  return point;
}

std::string scale_json(const std::map<std::string, double>& scale) {
  return dumped(json(scale));
}

std::string tags_text(const std::map<std::string, std::string>& tags) {
  return dumped(json(tags));
}

std::map<std::string, std::string> read_tags(std::string_view text) {
  std::map<std::string, std::string> tags;
  const json read = json::parse(text, nullptr, false);
  if (!read.is_object()) return tags;
  for (const auto& [tag, value] : read.items())
    if (value.is_string()) tags[tag] = value.get<std::string>();
  return tags;
}

std::string names_text(const std::vector<std::string>& names) {
  return dumped(json(names));
}

std::vector<std::string> read_names(std::string_view text) {
  std::vector<std::string> names;
  const json read = json::parse(text, nullptr, false);
  if (!read.is_array()) return names;
  for (const json& name : read) {
    if (!name.is_string()) return {};
    names.push_back(name.get<std::string>());
  }
  return names;
}

std::string curve_text(const std::vector<CurvePoint>& curve) {
  json points = json::array();
  for (const CurvePoint& point : curve) points.push_back({point.fraction, point.loss});  // JSON has null for NaN
  return dumped(points);
}

std::string origin_text(const Origin& origin) {
  json out = {{"stage", origin.stage}, {"point", origin.point}, {"repeat", origin.repeat}};
  if (origin.parent) out["parent"] = *origin.parent;
  return dumped(out);
}

Result<Trial> trial_of(const Statement& row) {
  Trial trial;
  trial.number = row.integer(0);
  auto point = read_point(row.text(1));
  if (!point) return damaged(trial.number, "point");
  trial.point = *std::move(point);
  if (!read_scale(row.text(2), trial.scale)) return damaged(trial.number, "scale");
  trial.flops = row.real(3);
  const auto state = find_word<TrialState>(row.text(4));
  if (!state) return damaged(trial.number, "state");
  TrialResult& result = trial.result;
  result.state = *state;
  result.loss = row.maybe_real(5);
  result.train_loss = row.maybe_real(6);
  result.steps = row.integer(7);
  result.items = row.integer(8);
  result.seconds = row.real(9);
  result.message = row.text(10);
  if (!read_curve(row.text(11), result.curve)) return damaged(trial.number, "curve");
  if (!read_origin(row.text(12), trial.origin)) return damaged(trial.number, "origin");
  return trial;
}

}  // namespace cdp::study
