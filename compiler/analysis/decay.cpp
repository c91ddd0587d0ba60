// See decay.h.
#include "compiler/analysis/decay.h"

#include <algorithm>

#include "compiler/analysis/places.h"
#include "compiler/plan/decay.h"

namespace cdp::analysis {

namespace {

bool selects_by_tag(const Compilation& compilation, Span line) {
  for (const syntax::Tune* tune : compilation.spec.tunes) {
    const auto is_line = [&](const syntax::Adjustment& adjustment) { return adjustment.span == line; };
    if (std::none_of(tune->adjustments.begin(), tune->adjustments.end(), is_line)) continue;
    const auto& alternatives = tune->selector.alternatives;
    return std::any_of(alternatives.begin(), alternatives.end(), [](const auto& path) { return !path.tags.empty(); });
  }
  return false;
}

}  // namespace

bool decay_is_coupled(const Compilation& compilation) {
  return compilation.spec.training.weight_decay == plan::DecayConvention::coupled;
}

double decay_step(const Compilation& compilation, const scaling::Instance& instance) {
  return plan::effective_decay(compilation.spec.training.weight_decay, value_of(instance, sema::Hp::lr).value_or(0),
                               value_of(instance, sema::Hp::weight_decay).value_or(0));
}

std::optional<double> time_scale(const Compilation& compilation, const ScaleValues& scale,
                                 const scaling::Instance& tensor) {
  const double rate = decay_step(compilation, tensor);
  if (rate <= 0) return std::nullopt;
  return 1 / (rate * static_cast<double>(scale.scaled.target.steps()));
}

bool Decayed::left_out_by_tag() const {
  return std::any_of(exempt.begin(), exempt.end(), [](const Exempt& one) { return one.by_tag; });
}

Decayed decayed(const Compilation& compilation, std::string_view tag) {
  Decayed result;
  result.tag = tag;
  const auto& base = compilation.spec.base[static_cast<std::size_t>(sema::Hp::weight_decay)];
  for (const auto& [tensor, first] : compilation.reference().tensors) {
    const auto decay = value_of(first, sema::Hp::weight_decay);
    if (!decay || !tensor.tags.contains(result.tag) || tensor.tags.contains("balance")) continue;
    result.any = true;
    const Span line = setting_span(first, sema::Hp::weight_decay);
    if (*decay == 0) result.exempt.push_back({tensor.path, line, selects_by_tag(compilation, line)});
    if (*decay == 0 || !base || !(line == base->span)) continue;
    result.value = *decay;
    result.by_base.push_back(tensor.path);
  }
  return result;
}

Span base_decay_span(const Compilation& compilation) {
  return compilation.spec.base[static_cast<std::size_t>(sema::Hp::weight_decay)]->value_span;
}

}  // namespace cdp::analysis
