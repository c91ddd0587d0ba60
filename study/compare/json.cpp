// A comparison as JSON; see compare.h.
#include <cmath>

#include <nlohmann/json.hpp>

#include "study/compare/compare.h"

namespace cdp::study {
namespace {

using nlohmann::ordered_json;

ordered_json number(double value) {
  return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr);
}

ordered_json way_json(const CompareWay& way) {
  ordered_json out = {{"runs", way.runs},
                      {"cost", number(way.cost)},
                      {"value", number(way.value.value())},
                      {"interval", {number(way.value.low()), number(way.value.high())}}};
  if (way.loss)
    out["loss"] = {{"value", number(way.loss->loss)}, {"interval", {number(way.loss->low), number(way.loss->high)}}};
  return out;
}

}  // namespace

std::string to_json(const CompareReport& report) {
  const CompareHeldOut& test = report.held_out;
  const ordered_json out = {{"format", "cdp-compare"},
                            {"version", 1},
                            {"runs", report.fit.runs},
                            {"group", report.fit.group},
                            {"hyperparameter", report.fit.hyperparameter},
                            {"target", report.fit.prediction->scale},
                            {"times_beyond", number(report.fit.prediction->beyond)},
                            {"cost_unit", report.is_flops ? "FLOPs" : "work"},
                            {"proxy", report.proxy},
                            {"transfer", way_json(report.transfer)},
                            {"fit", way_json(report.law)},
                            {"held_out",
                             {{"scale", test.scale},
                              {"value", number(std::exp(test.ln_value))},
                              {"transfer_off_octaves", number(test.transfer_off)},
                              {"fit_off_octaves", number(test.fit_off)},
                              {"transfer_regret", number(test.transfer_regret)},
                              {"fit_regret", number(test.fit_regret)}}},
                            {"because", report.because},
                            {"verdict", verdict_word(report.verdict)}};
  return out.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace cdp::study
