// A coordinate check as JSON; see report.h.
#include <cmath>

#include <nlohmann/json.hpp>

#include "compiler/coordcheck/report.h"

namespace cdp::coordcheck {
namespace {

using nlohmann::ordered_json;

ordered_json number(double value) {
  return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr);
}

ordered_json check_json(const Check& check) {
  ordered_json out = {{"module", check.name}, {"quantity", word(check.quantity)}, {"step", check.step}};
  if (check.predicted.unknown.empty())
    out["predicted"] = {check.predicted.low, check.predicted.high};
  else
    out["predicted"] = nullptr;
  if (check.fit) {
    out["slope"] = number(check.fit->slope);
    out["interval"] = {number(check.fit->low()), number(check.fit->high())};
    out["slope_of_larger_scales"] = number(check.fit->upper);
  } else {
    out["slope"] = nullptr;
  }
  out["verdict"] = word(check.verdict);
  out["fails"] = fails(check.verdict);
  if (!check.words.empty()) out["words"] = check.words;
  out["points"] = ordered_json::array();
  for (const Point& point : check.points)
    out["points"].push_back({{"scale", point.scale}, {"seed", point.seed}, {"size", number(point.size)}});
  return out;
}

}  // namespace

std::string to_json(const CoordCheck& check) {
  ordered_json out = {{"format", "cdp-coordcheck"},
                      {"version", 1},
                      {"spec", check.spec},
                      {"parameterization", check.parameterization},
                      {"data", check.data},
                      {"steps", check.steps},
                      {"batch", check.batch},
                      {"seeds", check.seeds},
                      {"tolerance", check.tolerance},
                      {"fails", fails(check)},
                      {"studies", ordered_json::array()}};
  for (const StudyResult& study : check.studies) {
    ordered_json one = {{"axis", study.axis}, {"scales", study.scales}, {"fails", fails(study)}};
    one["checks"] = ordered_json::array();
    for (const Check& single : study.checks) one["checks"].push_back(check_json(single));
    one["not_in_the_spec"] = study.unknown;
    out["studies"].push_back(std::move(one));
  }
  return out.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace cdp::coordcheck
