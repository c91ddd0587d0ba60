// See places.h.
#include "compiler/analysis/places.h"

#include <algorithm>

#include "compiler/base/check.h"

namespace cdp::analysis {

Span axis_span(const Compilation& compilation, const ScaleValues& scale, std::string_view axis) {
  if (const auto* setting = scale.settings.find(axis)) return setting->span;
  if (const auto* setting = compilation.spec.reference.find(axis)) return setting->span;
  return scale.settings.span;
}

Span cause_span(const ScaleValues& scale, std::initializer_list<std::string_view> axes) {
  for (const std::string_view axis : axes)
    if (const auto* setting = scale.settings.find(axis)) return setting->span;
  return scale.settings.span;
}

bool says_any(const ScaleValues& scale, std::initializer_list<std::string_view> axes) {
  return std::any_of(axes.begin(), axes.end(),
                     [&](std::string_view axis) { return scale.settings.find(axis) != nullptr; });
}

Span setting_span(const scaling::Instance& instance, sema::Hp hp) {
  const auto& setting = instance.settings->at(hp);
  CHECK(setting && !setting->chain.empty());
  return setting->chain.front().written->at;
}

bool set_by_base(const Compilation& compilation, const scaling::Instance& instance, sema::Hp hp) {
  const auto& base = compilation.spec.base[static_cast<std::size_t>(hp)];
  return base && base->span == setting_span(instance, hp);
}

Span rules_span(const Compilation& compilation, const std::vector<const scaling::Rule*>& rules) {
  const auto own = std::find_if(rules.begin(), rules.end(), [](const auto* rule) { return rule->span.file == 0; });
  return own == rules.end() ? compilation.spec.parameterization->span : (*own)->span;
}

bool has_training(const Compilation& compilation) {
  return compilation.spec.training.span.end > 0;
}

Span training_span(const Compilation& compilation, std::string_view key) {
  const auto& training = compilation.spec.training;
  const auto at = training.set.find(key);
  return at == training.set.end() ? training.span : at->second;
}

const syntax::Argument* schedule_argument(const Compilation& compilation, std::string_view name) {
  for (const syntax::Statement& statement : compilation.file().statements) {
    const auto* training = std::get_if<syntax::Training>(&statement.node);
    if (training == nullptr) continue;
    for (const syntax::Setting& setting : training->settings) {
      const auto* call = setting.key.text == "schedule" ? std::get_if<syntax::Call>(&setting.value->node) : nullptr;
      if (call == nullptr) continue;
      for (const syntax::Argument& argument : call->arguments)
        if (argument.name && argument.name->text == name) return &argument;
    }
  }
  return nullptr;
}

Span schedule_span(const Compilation& compilation, std::string_view argument) {
  const auto* found = schedule_argument(compilation, argument);
  return found != nullptr ? join(found->name->span, found->value->span) : training_span(compilation, "schedule");
}

}  // namespace cdp::analysis
