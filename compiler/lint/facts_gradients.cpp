// See facts_gradients.h.
#include "compiler/lint/facts_gradients.h"

#include <algorithm>
#include <cmath>

#include "compiler/lint/facts_scaling.h"

namespace cdp::lint {

namespace {

constexpr double kNear = 1e-9;

bool equal(double a, double b) {
  return std::abs(a - b) <= kNear * std::max(std::abs(a), std::abs(b));
}

/// One ratio for all that was added; null where they differ or one is unknown.
class Common {
 public:
  void add(std::optional<double> at, std::optional<double> before) {
    const bool sound = at && before && *before != 0;
    const double ratio = sound ? *at / *before : 0;
    known_ = known_ && sound && (count_ == 0 || equal(ratio, ratio_));
    if (sound) ratio_ = ratio;
    ++count_;
  }
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] bool known() const { return known_; }
  [[nodiscard]] double ratio() const { return count_ == 0 ? 1 : ratio_; }

 private:
  bool known_ = true;
  double ratio_ = 1;
  std::size_t count_ = 0;
};

bool has(const std::set<std::string>& tags, const char* tag) {
  return tags.contains(tag);
}

bool makes_logits(const model::Tensor& tensor) {
  return has(tensor.tags, "trunk") && (has(tensor.tags, "output") || has(tensor.tags, "tied")) &&
         tensor.roles.contains(model::Role::kMatrix);
}

double ratio(const scaling::RatioPower& power, const CheckedSpec& checked, const ScaleValues& scale,
             const model::Tensor& tensor) {
  if (power.ratio == "batch" || power.ratio == "duration" || power.ratio == "context") return 1;
  if (power.ratio == "in") return tensor.contracted ? ratio_of(scale, tensor.dims[*tensor.contracted]) : 1;
  if (power.ratio == "out") return ratio_of(scale, tensor.dims[tensor.output.value_or(tensor.dims.size() - 1)]);
  if (power.ratio == "params")
    return scale.scaled.parameters.non_embedding / checked.reference().scaled.parameters.non_embedding;
  return ratio_of(scale, power.ratio);
}

}  // namespace

Gradients::Gradients(const CheckedSpec& checked, const ScaleValues& scale) {
  Common readout, logits, branch, others;
  const auto before = tensors_at(checked, checked.reference());
  const auto at = tensors_at(checked, scale);
  for (std::size_t i = 0; i < at.size() && at.size() == before.size(); ++i)
    if (makes_logits(at[i].tensor))
      readout.add(value_of(at[i].first, sema::Hp::init_std), value_of(before[i].first, sema::Hp::init_std));
  const auto multipliers_before = multipliers_at(checked, checked.reference());
  const auto multipliers = multipliers_at(checked, scale);
  for (std::size_t i = 0; i < multipliers.size() && multipliers.size() == multipliers_before.size(); ++i) {
    const auto& tags = multipliers[i].multiplier.tags;
    if (has(tags, "attention")) continue;  // changes what queries and keys see, not the size of what flows
    Common& group = has(tags, "logits") ? logits : has(tags, "residual") ? branch : others;
    group.add(value_of(multipliers[i].first, sema::Hp::value), value_of(multipliers_before[i].first, sema::Hp::value));
  }
  logits_ = logits.ratio();
  stream_ = readout.ratio() * logits.ratio();
  branch_ = branch.ratio();
  known_ = readout.count() > 0 && readout.known() && logits.known() && branch.known() && others.known() &&
           equal(others.ratio(), 1);
}

std::optional<double> Gradients::factor_of(const model::Tensor& tensor) const {
  const auto& tags = tensor.tags;
  if (!known_ || has(tags, "router") || has(tags, "balance") || has(tags, "expert")) return {};
  if (has(tags, "trunk")) {
    if (has(tags, "tied")) return std::max(stream_, logits_);
    if (has(tags, "output")) return logits_;
    if (has(tags, "input")) return stream_;
    return {};  // the last norm's gain: printed as constant, measured as falling (arXiv:2512.22382, Table 1)
  }
  if (has(tags, "hidden") || has(tags, "vector")) return stream_ * branch_;
  return {};
}

bool scaled_by_fault(const CheckedSpec& checked) {
  constexpr std::string_view kRules[] = {"depth-without-residual-multipliers",
                                         "alpha-out-of-range",
                                         "tied-as-one-role",
                                         "readout-unscaled",
                                         "matrix-without-rule",
                                         "sp-does-not-transfer",
                                         "post-norm-scaled-branches",
                                         "rule-without-effect"};
  return std::any_of(std::begin(kRules), std::end(kRules), [&](std::string_view rule) { return finds(checked, rule); });
}

EpsFactor eps_factor(const CheckedSpec& checked, const ScaleValues& scale, const model::Tensor& tensor) {
  EpsFactor factor;
  for (const scaling::Rule* rule : rules_on(checked, tensor, sema::Hp::eps)) {
    double own = 1;
    for (const scaling::RatioPower& power : rule->monomial)
      own *= std::pow(ratio(power, checked, scale, tensor), power.exponent);
    factor.value *= own;
    if (!equal(own, 1)) factor.last = rule;
  }
  return factor;
}

}  // namespace cdp::lint
