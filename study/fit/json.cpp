// A fit as JSON; see report.h.
#include <cmath>

#include <nlohmann/json.hpp>

#include "study/fit/report.h"

namespace cdp::study {
namespace {

using nlohmann::ordered_json;

ordered_json number(double value) {
  return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr);
}

ordered_json interval(double low, double high) {
  return {number(low), number(high)};
}

const char* placement_word(Placement placement) {
  switch (placement) {
    case Placement::kInside:
      return "inside";
    case Placement::kBelow:
      return "below";
    case Placement::kAbove:
      return "above";
    case Placement::kTooFew:
      return "too_few";
    case Placement::kNoValley:
      return "no_valley";
  }
  return "";
}

const char* policy_word(BatchRule rule) {
  switch (rule) {
    case BatchRule::kUnknown:
      return "unknown";
    case BatchRule::kFixed:
      return "fixed";
    case BatchRule::kFollows:
      return "follows";
    case BatchRule::kFree:
      return "free";
  }
  return "";
}

ordered_json optimum_json(const CellOptimum& optimum, const std::optional<Noise>& noise) {
  ordered_json out = {{"scale", optimum.cell.scale},
                      {"runs", optimum.cell.points.size() + optimum.cell.diverged.size()},
                      {"diverged", optimum.cell.diverged.size()},
                      {"placement", placement_word(optimum.placement)}};
  if (!optimum.cell.others.empty()) out["others"] = optimum.cell.others;
  if (!optimum.inside()) return out;
  const Interval about = value_interval(optimum, noise);
  out["value"] = number(std::exp(optimum.ln_value));
  out["interval"] = interval(std::exp(about.low), std::exp(about.high));
  out["loss"] = number(optimum.loss);
  out["curvature"] = number(optimum.curvature);
  return out;
}

ordered_json law_json(const ValueLaw& law) {
  ordered_json out = {{"value_at_center", number(std::exp(law.fit.coefficients(0)))}, {"axes", ordered_json::array()}};
  for (std::size_t i = 0; i < law.axes.size(); ++i)
    out["axes"].push_back(
        {{"axis", law.axes[i].name},
         {"exponent", number(law.exponent(i))},
         {"interval", interval(law.exponent(i) - law.half_width(i), law.exponent(i) + law.half_width(i))},
         {"center", number(std::exp(law.axes[i].center))},
         {"fitted", {law.axes[i].low, law.axes[i].high}}});
  out["covariance"] = ordered_json::array();
  for (Eigen::Index i = 0; i < law.fit.covariance.rows(); ++i) {
    ordered_json row = ordered_json::array();
    for (Eigen::Index j = 0; j < law.fit.covariance.cols(); ++j) row.push_back(number(law.fit.covariance(i, j)));
    out["covariance"].push_back(row);
  }
  out["left_out"] = {
      {"scales", law.left_out_count}, {"rms_octaves", law.left_out_rms}, {"most_octaves", law.left_out_most}};
  return out;
}

ordered_json loss_law_json(const LossLaw& law) {
  ordered_json out = {{"floor", number(law.floor)},
                      {"floor_interval", interval(law.floor_low, law.floor_high)},
                      {"deviation", number(law.deviation)},
                      {"terms", ordered_json::array()}};
  for (const LossTerm& term : law.terms)
    out["terms"].push_back({{"axis", term.axis},
                            {"factor", number(term.factor)},
                            {"center", number(std::exp(term.center))},
                            {"gamma", number(term.gamma)},
                            {"interval", interval(term.low, term.high)},
                            {"identifiable", term.identifiable}});
  return out;
}

ordered_json next_json(const std::vector<NextRuns>& all, const char* purpose) {
  ordered_json out = ordered_json::array();
  for (const NextRuns& next : all)
    out.push_back({{"for", purpose},
                   {"scale", next.scale},
                   {"values", next.values},
                   {"cost", number(next.cost)},
                   {"cost_unit", next.is_flops ? "FLOPs" : "work"},
                   {"variance_saved", number(next.saved)}});
  return out;
}

ordered_json prediction_json(const FitPrediction& at) {
  ordered_json out = {{"scale", at.scale},
                      {"value", number(at.value.value())},
                      {"interval", interval(at.value.low(), at.value.high())},
                      {"times_beyond", number(at.beyond)}};
  if (at.loss) out["loss"] = {{"value", number(at.loss->loss)}, {"interval", interval(at.loss->low, at.loss->high)}};
  return out;
}

ordered_json critical_json(const CriticalBatch& one) {
  return {{"scale", one.scale},
          {"loss", number(one.loss)},
          {"batches", one.batches},
          {"least_steps", number(one.least_steps)},
          {"least_samples", number(one.least_samples)},
          {"critical_batch", number(one.critical)},
          {"interval", interval(one.low, one.high)}};
}

void add_fit(const FitReport& report, ordered_json& out) {
  out["hyperparameter"] = report.hyperparameter;
  if (report.rules) out["rules"] = report.rules->text();
  out["batch_policy"] = {{"rule", policy_word(report.policy.rule)}};
  if (report.policy.rule == BatchRule::kFixed) out["batch_policy"]["batch"] = report.policy.batch;
  if (report.policy.rule == BatchRule::kFollows) out["batch_policy"]["exponent"] = report.policy.exponent;
  out["tuned_too"] = report.tuned;
  out["not_in_the_law"] = report.left_axes;
  out["loss_noise"] = report.noise ? number(std::sqrt(report.noise->variance)) : ordered_json(nullptr);
  out["optima"] = ordered_json::array();
  for (const CellOptimum& optimum : report.optima) out["optima"].push_back(optimum_json(optimum, report.noise));
  out["law"] = report.law ? law_json(*report.law) : ordered_json(nullptr);
  if (!report.law) out["no_law"] = report.no_law;
  for (const RefitExponent& one : report.refit)
    out["refit"].push_back({{"parameter", one.parameter},
                            {"used", one.used},
                            {"value", number(one.value)},
                            {"interval", interval(one.value - one.half, one.value + one.half)}});
  out["loss_law"] = report.loss_law ? loss_law_json(*report.loss_law) : ordered_json(nullptr);
  if (!report.loss_law) out["no_loss_law"] = report.no_loss_law;
  if (report.prediction) out["prediction"] = prediction_json(*report.prediction);
  out["counts"] = {{"done", report.counts.done}, {"grid", report.counts.grid()}, {"needed", report.counts.needed()}};
  out["next"] = next_json(report.bracketing, "bracket");
  for (ordered_json& one : next_json(report.narrowing, "narrow")) out["next"].push_back(std::move(one));
}

}  // namespace

std::string to_json(std::span<const FitReport> reports) {
  ordered_json out = {{"format", "cdp-fit"}, {"version", 1}, {"fits", ordered_json::array()}};
  for (const FitReport& report : reports) {
    ordered_json one = {{"runs", report.runs},
                        {"group", report.group},
                        {"tags", report.tags},
                        {"count", report.run_count},
                        {"diverged", report.diverged}};
    if (report.critical.empty())
      add_fit(report, one);
    else
      for (const CriticalBatch& batch : report.critical) one["critical_batch"].push_back(critical_json(batch));
    out["fits"].push_back(std::move(one));
  }
  return out.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace cdp::study
