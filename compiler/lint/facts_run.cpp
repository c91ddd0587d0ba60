// See facts_run.h.
#include "compiler/lint/facts_run.h"

#include <algorithm>
#include <cmath>

#include "compiler/base/number_text.h"
#include "compiler/lint/exponents.h"

namespace cdp::lint {

double tokens_per_parameter(const Place& place) {
  return place.scaled.target.at("duration") / place.scaled.parameters.non_embedding;
}

std::int64_t warmup_steps(const Subject& subject, const Place& place) {
  return std::llround(subject.spec.training.schedule.warmup * static_cast<double>(place.scaled.target.steps()));
}

std::string amount(const Place& place, double count) {
  return with_suffix(count) + (place.scaled.target.tokens ? " tok" : " samples");
}

const plan::OptimizerRow& updater_of(const Subject& subject, const model::Tensor& tensor) {
  const plan::OptimizerRow* optimizer = plan::find_optimizer(subject.spec.training.optimizer);
  CHECK(optimizer != nullptr);
  return plan::updater(*optimizer, tensor.tags);
}

std::optional<double> time_scale(const Subject& subject, const Place& place, const scaling::Instance& tensor) {
  const double decay = value_of(tensor, sema::Hp::weight_decay).value_or(0);
  const bool coupled = subject.spec.training.weight_decay == "coupled";
  const double rate = coupled ? decay * value_of(tensor, sema::Hp::lr).value_or(0) : decay;
  if (rate <= 0) return std::nullopt;
  return 1 / (rate * static_cast<double>(place.scaled.target.steps()));
}

bool horizon_is_unruled(const Subject& subject) {
  return !speaks_of(subject, "batch") && !speaks_of(subject, "duration") && !is_law(subject);
}

std::string runs_text(double share) {
  return fmt::format("{:.2g} runs", share);
}

Span cause_span(const Place& place, std::initializer_list<std::string_view> axes) {
  for (const std::string_view axis : axes)
    if (const auto* setting = place.settings.find(axis)) return setting->span;
  return place.settings.span;
}

bool says_any(const Place& place, std::initializer_list<std::string_view> axes) {
  return std::any_of(axes.begin(), axes.end(),
                     [&](std::string_view axis) { return place.settings.find(axis) != nullptr; });
}

bool has_training(const Subject& subject) {
  return subject.spec.training.span.end > 0;
}

Span training_span(const Subject& subject, std::string_view key) {
  const auto at = subject.spec.training.set.find(key);
  return at == subject.spec.training.set.end() ? subject.spec.training.span : at->second;
}

const syntax::Argument* schedule_argument(const Subject& subject, std::string_view name) {
  for (const syntax::Statement& statement : subject.text.file().ast.statements) {
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

Span schedule_span(const Subject& subject, std::string_view argument) {
  const auto* found = schedule_argument(subject, argument);
  return found != nullptr ? join(found->name->span, found->value->span) : training_span(subject, "schedule");
}

}  // namespace cdp::lint
