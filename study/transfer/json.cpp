// A transfer report as JSON; see report.h.
#include <cmath>

#include <nlohmann/json.hpp>

#include "study/transfer/report.h"

namespace cdp::study {

namespace {

using nlohmann::ordered_json;

ordered_json number(double value) {
  return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr);
}

ordered_json interval(const Interval& one) {
  return {number(one.low), number(one.high)};
}

ordered_json estimate_json(const Estimate& one) {
  return {{"value", number(one.value)}, {"interval", interval(one.interval)}};
}

ordered_json rate_json(const std::optional<Rate>& rate) {
  if (!rate) return nullptr;
  return {{"value", number(rate->value)}, {"interval", interval(rate->interval)}, {"identifiable", rate->identifiable}};
}

std::string_view edge_word(Edge edge) {
  switch (edge) {
    case Edge::kNone:
      return "none";
    case Edge::kLow:
      return "low";
    case Edge::kHigh:
      return "high";
    case Edge::kUnstable:
      return "unstable";
  }
  return "";
}

ordered_json curve_json(const Curve& curve) {
  ordered_json out = {{"scale", curve.scale}};
  if (curve.has_optimum()) {
    out["optimum"] = number(std::exp2(curve.optimum()));
    out["interval"] = {number(std::exp2(curve.interval.low)), number(std::exp2(curve.interval.high))};
    out["delta_method_octaves"] = number(vertex_error(*curve.parabola, curve.noise));
    out["loss"] = number(curve.lowest());
    out["loss_error"] = number(lowest_error(*curve.parabola, curve.noise));
    out["curvature"] = number(curve.parabola->curvature());
  } else {
    out["optimum"] = nullptr;
  }
  out["noise"] = number(std::sqrt(curve.noise.variance));
  out["spline_optimum"] = number(std::exp2(curve.cells[curve.best_cell].x));
  out["splines_differ"] = curve.splines_differ;
  out["edge"] = edge_word(curve.edge);
  out["two_minima"] = curve.two_minima;
  out["values"] = ordered_json::array();
  for (std::size_t i = 0; i < curve.cells.size(); ++i) {
    const CurveCell& cell = curve.cells[i];
    out["values"].push_back({{"value", number(std::exp2(cell.x))},
                             {"range", {number(std::exp2(cell.low)), number(std::exp2(cell.high))}},
                             {"loss", cell.finite == 0 ? ordered_json(nullptr) : number(cell.mean)},
                             {"runs", cell.finite + cell.diverged},
                             {"diverged", cell.diverged},
                             {"in_parabola", curve.parabola && cell.stable() && i >= curve.first && i <= curve.last}});
  }
  return out;
}

ordered_json regret_json(const Regret& regret) {
  return {{"proxy", regret.proxy},
          {"gap", estimate_json(regret.gap)},
          {"loss", estimate_json(regret.loss)},
          {"share_of_gap", estimate_json(regret.share)},
          {"share_of_compute", estimate_json(regret.compute)},
          {"share_of_compute_is_a_lower_bound", regret.beyond}};
}

ordered_json group_json(const Transfer& transfer) {
  ordered_json out = {{"group", transfer.sweep.group}, {"verdict", word(transfer.verdict.word)}};
  out["because"] = transfer.verdict.reasons;
  out["would_decide"] = transfer.verdict.decide;
  out["notes"] = transfer.sweep.notes;
  out["drift_octaves"] = transfer.drift ? estimate_json(*transfer.drift) : ordered_json(nullptr);
  out["alpha"] = rate_json(transfer.alpha);
  out["beta"] = rate_json(transfer.beta);
  out["beta_minus_half_alpha"] = rate_json(transfer.margin);
  out["compute"] = transfer.cost.words;
  out["tolerance"] = transfer.tolerance ? ordered_json(*transfer.tolerance) : ordered_json(nullptr);
  out["regrets"] = ordered_json::array();
  for (const Regret& regret : transfer.regrets) out["regrets"].push_back(regret_json(regret));
  out["scales"] = ordered_json::array();
  for (const Curve& curve : transfer.curves) out["scales"].push_back(curve_json(curve));
  return out;
}

ordered_json trajectory_json(const TrajectorySplit& split) {
  ordered_json out = {{"mechanism", word(split.mechanism)},
                      {"because", split.reasons},
                      {"notes", split.notes},
                      {"runs", split.runs},
                      {"eigenvalues_off", number(split.worst.eigenvalues)},
                      {"changes_off", number(split.worst.losses)}};
  if (split.scales.empty()) return out;  // a check failed
  out["k"] = split.k;
  out["gain"] = {{"whole", number(split.whole_gain)},
                 {"top", number(split.top_gain)},
                 {"rest", number(split.whole_gain - split.top_gain)}};
  out["variation_over_values"] = {{"whole", number(split.whole_bends)}, {"rest", number(split.rest_bends)}};
  out["scales"] = ordered_json::array();
  for (const TrajectoryScale& scale : split.scales) {
    ordered_json one = {{"scale", scale.scale},
                        {"lowest",
                         {{"whole", scale.cells[scale.best_whole].value},
                          {"top", scale.cells[scale.best_top].value},
                          {"rest", scale.cells[scale.best_rest].value}}},
                        {"values", ordered_json::array()}};
    for (const TrajectoryCell& cell : scale.cells)
      one["values"].push_back({{"value", cell.value},
                               {"whole", number(cell.whole)},
                               {"top", number(cell.top)},
                               {"rest", number(cell.rest)}});
    out["scales"].push_back(std::move(one));
  }
  return out;
}

}  // namespace

std::string to_json(const TransferReport& report) {
  ordered_json out = {{"format", "cdp-transfer"},
                      {"version", 1},
                      {"runs", report.name},
                      {"verdict", word(verdict_of(report))},
                      {"axis", report.groups.empty() ? "" : report.groups.front().sweep.axis},
                      {"hyperparameter", report.groups.empty() ? "" : report.groups.front().sweep.hyperparameter},
                      {"groups", ordered_json::array()}};
  for (const Transfer& group : report.groups) out["groups"].push_back(group_json(group));
  if (report.trajectory) out["trajectory"] = trajectory_json(*report.trajectory);
  return out.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace cdp::study
