// See gradients.h.
#include "compiler/analysis/gradients.h"

#include <algorithm>
#include <cmath>

#include "compiler/analysis/facts.h"
#include "compiler/model/tags.h"

namespace cdp::analysis {

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

/// The ratio that a rule reads, of width and depth alone.
scaling::Exact ratio(const scaling::Ratios& ratios, const std::string& name, const model::Tensor& tensor) {
  if (name == "batch" || name == "duration" || name == "context") return 1;
  return ratios.of(name, tensor).value_or(1);
}

}  // namespace

Gradients gradients_of(const Compilation& compilation, const ScaleValues& scale) {
  Common readout, logits, branch, others;
  const ScaleValues& before = compilation.reference();
  for (std::size_t i = 0; i < scale.tensors.size(); ++i)
    if (model::makes_logits(scale.tensors[i].tensor))
      readout.add(value_of(scale.tensors[i].first, sema::Hp::init_std),
                  value_of(before.tensors[i].first, sema::Hp::init_std));
  for (std::size_t i = 0; i < scale.multipliers.size(); ++i) {
    const auto& tags = scale.multipliers[i].multiplier.tags;
    if (tags.contains("attention")) continue;  // changes what queries and keys see, not the size of what flows
    Common& group = tags.contains("logits") ? logits : tags.contains("residual") ? branch : others;
    group.add(value_of(scale.multipliers[i].first, sema::Hp::value),
              value_of(before.multipliers[i].first, sema::Hp::value));
  }
  const bool known = readout.count() > 0 && readout.known() && logits.known() && branch.known() && others.known() &&
                     equal(others.ratio(), 1);
  return {known, logits.ratio(), readout.ratio() * logits.ratio(), branch.ratio()};
}

std::optional<double> Gradients::factor_of(const model::Tensor& tensor) const {
  const auto& tags = tensor.tags;
  if (!known || tags.contains("router") || tags.contains("balance") || tags.contains("expert")) return {};
  if (tags.contains("trunk")) {
    if (tags.contains("tied")) return std::max(stream, logits);
    if (tags.contains("output")) return logits;
    if (tags.contains("input")) return stream;
    return {};  // the last norm's gain: printed as constant, measured as falling (arXiv:2512.22382, Table 1)
  }
  if (tags.contains("hidden") || tags.contains("vector")) return stream * branch;
  return {};
}

EpsFactor eps_factor(const Facts& facts, const ScaleValues& scale, const model::Tensor& tensor) {
  EpsFactor factor;
  scaling::Exact value = 1;
  for (const scaling::Rule* rule : rules_on(facts, tensor, sema::Hp::eps)) {
    scaling::Exact own = 1;
    for (const scaling::RatioPower& power : rule->monomial)
      own *= std::pow(ratio(scale.ratios, power.ratio, tensor), scaling::exact(power.exponent));
    value *= own;
    if (!equal(static_cast<double>(own), 1)) factor.last = rule;
  }
  factor.value = static_cast<double>(value);
  return factor;
}

}  // namespace cdp::analysis
