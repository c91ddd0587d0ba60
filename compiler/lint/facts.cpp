// See facts.h.
#include "compiler/lint/facts.h"

#include <algorithm>

#include "compiler/lint/table.h"

namespace cdp::lint {

namespace {

/// Each part of the model with its first instance.
template <class At, class Part>
std::vector<At> firsts(const std::vector<const scaling::Instance*>& found, const std::vector<Part>& parts) {
  std::vector<At> result;
  for (std::size_t i = 0; i < parts.size() && i < found.size(); ++i)
    if (found[i] != nullptr) result.push_back({parts[i], *found[i]});
  return result;
}

}  // namespace

std::vector<TensorAt> tensors_at(const CheckedSpec& checked, const ScaleValues& scale) {
  return firsts<TensorAt>(scale.first_tensors, checked.model.tensors);
}

std::vector<MultiplierAt> multipliers_at(const CheckedSpec& checked, const ScaleValues& scale) {
  return firsts<MultiplierAt>(scale.first_multipliers, checked.model.multipliers);
}

std::optional<double> value_of(const scaling::Instance& instance, sema::Hp hp) {
  const auto& setting = instance.settings->at(hp);
  return setting ? std::optional(setting->value) : std::nullopt;
}

bool has_tag(const model::Tensor& tensor, std::string_view tag) {
  return std::any_of(tensor.tags.begin(), tensor.tags.end(), [&](const std::string& own) { return own == tag; });
}

double ratio_of(const ScaleValues& scale, std::string_view axis) {
  const auto at = scale.scaled.target.axes.find(axis);
  const auto before = scale.scaled.reference.axes.find(axis);
  if (at == scale.scaled.target.axes.end() || before == scale.scaled.reference.axes.end()) return 1;
  return at->second / before->second;
}

Span axis_span(const CheckedSpec& checked, const ScaleValues& scale, std::string_view axis) {
  if (const auto* setting = scale.settings.find(axis)) return setting->span;
  if (const auto* setting = checked.spec.reference.find(axis)) return setting->span;
  return scale.settings.span;
}

Span setting_span(const scaling::Instance& instance, sema::Hp hp) {
  const auto& setting = instance.settings->at(hp);
  CHECK(setting && !setting->chain.empty());
  return setting->chain.front().written->at;
}

void Folded::add(const ScaleValues& scale, double badness) {
  scales_.push_back(&scale);
  if (worst_ == nullptr || badness > badness_) worst_ = &scale, badness_ = badness;
}

std::string Folded::others() const {
  std::vector<std::string> names;
  for (const ScaleValues* scale : scales_)
    if (scale != worst_) names.push_back(scale->name());
  return names.empty() ? "" : " (also at " + named(names) + ")";
}

void FoldedBy::add(const std::string& cause, const ScaleValues& scale, double badness) {
  auto at = std::find_if(causes_.begin(), causes_.end(), [&](const auto& known) { return known.first == cause; });
  if (at == causes_.end()) at = causes_.insert(causes_.end(), {cause, Folded()});
  at->second.add(scale, badness);
}

bool finds(const CheckedSpec& checked, std::string_view rule) {
  const Rule* other = find_rule(rule);
  const auto* find = other == nullptr ? nullptr : std::get_if<SpecRule>(&other->find);
  CHECK(find != nullptr);
  diag::DiagnosticSink heard;
  Findings findings(other->row, heard);
  (*find)(checked, findings);
  return !heard.empty();
}

std::string named(const std::vector<std::string>& names) {
  constexpr std::size_t kMostNamed = 3;
  const std::size_t shown = names.size() > kMostNamed + 1 ? kMostNamed : names.size();
  std::string result;
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) result += i + 1 == shown && shown == names.size() ? " and " : ", ";
    result += "`" + names[i] + "`";
  }
  if (shown < names.size()) result += fmt::format(" and {} more", names.size() - shown);
  return result;
}

}  // namespace cdp::lint
