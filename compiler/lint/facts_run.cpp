// See facts_run.h.
#include "compiler/lint/facts_run.h"

#include <algorithm>
#include <cmath>

#include "compiler/base/number_text.h"
#include "compiler/lint/exponents.h"
#include "compiler/plan/decay.h"

namespace cdp::lint {

double tokens_per_parameter(const ScaleValues& scale) {
  return scale.scaled.target.at("duration") / scale.scaled.parameters.non_embedding;
}

std::int64_t warmup_steps(const CheckedSpec& checked, const ScaleValues& scale) {
  return std::llround(checked.spec.training.schedule.warmup * static_cast<double>(scale.scaled.target.steps()));
}

std::string amount(const ScaleValues& scale, double count) {
  return with_suffix(count) + (scale.scaled.target.tokens ? " tok" : " samples");
}

const plan::OptimizerRow& updater_of(const CheckedSpec& checked, const model::Tensor& tensor) {
  const plan::OptimizerRow* optimizer = plan::find_optimizer(checked.spec.training.optimizer);
  CHECK(optimizer != nullptr);
  return plan::updater(*optimizer, tensor.tags);
}

bool decay_is_coupled(const CheckedSpec& checked) {
  return plan::decay_convention(checked.spec.training.weight_decay) == plan::DecayConvention::kCoupled;
}

double decay_step(const CheckedSpec& checked, const scaling::Instance& instance) {
  return plan::effective_decay(plan::decay_convention(checked.spec.training.weight_decay),
                               value_of(instance, sema::Hp::lr).value_or(0),
                               value_of(instance, sema::Hp::weight_decay).value_or(0));
}

std::optional<double> time_scale(const CheckedSpec& checked, const ScaleValues& scale,
                                 const scaling::Instance& tensor) {
  const double rate = decay_step(checked, tensor);
  if (rate <= 0) return std::nullopt;
  return 1 / (rate * static_cast<double>(scale.scaled.target.steps()));
}

bool horizon_is_unruled(const CheckedSpec& checked) {
  return !speaks_of(checked, "batch") && !speaks_of(checked, "duration") && !is_law(checked);
}

std::string runs_text(double share) {
  return fmt::format("{:.2g} runs", share);
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

bool has_training(const CheckedSpec& checked) {
  return checked.spec.training.span.end > 0;
}

Span training_span(const CheckedSpec& checked, std::string_view key) {
  const auto at = checked.spec.training.set.find(key);
  return at == checked.spec.training.set.end() ? checked.spec.training.span : at->second;
}

const syntax::Argument* schedule_argument(const CheckedSpec& checked, std::string_view name) {
  for (const syntax::Statement& statement : checked.text.file().ast.statements) {
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

Span schedule_span(const CheckedSpec& checked, std::string_view argument) {
  const auto* found = schedule_argument(checked, argument);
  return found != nullptr ? join(found->name->span, found->value->span) : training_span(checked, "schedule");
}

}  // namespace cdp::lint
