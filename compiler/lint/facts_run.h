// What rules about batch, duration and schedule ask of the run at a scale: steps, warm-up, tokens a parameter, the time
// scale of weight decay, and where in the spec these are written.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/lint/facts.h"
#include "compiler/plan/optimizers.h"

namespace cdp::lint {

/// Tokens (samples) for each trained number outside of embeddings.
[[nodiscard]] double tokens_per_parameter(const ScaleValues& scale);

[[nodiscard]] std::int64_t warmup_steps(const CheckedSpec& checked, const ScaleValues& scale);

/// `10M tok`, or `3k samples` where the task has no tokens.
[[nodiscard]] std::string amount(const ScaleValues& scale, double count);

/// What updates a tensor: of muon, which updates hidden matrices only, adamw for all others.
[[nodiscard]] const plan::OptimizerRow& updater_of(const CheckedSpec& checked, const model::Tensor& tensor);

/// Whether lr takes part in what weight decay takes (plan/decay.h).
[[nodiscard]] bool decay_is_coupled(const CheckedSpec& checked);
/// Which part of a weight one step of decay takes at the peak.
[[nodiscard]] double decay_step(const CheckedSpec& checked, const scaling::Instance& instance);

/// After which share of the run weight decay has forgotten: 1 / (lr * weight_decay * steps), arXiv:2405.13698. Null
/// where the tensor has no weight decay.
[[nodiscard]] std::optional<double> time_scale(const CheckedSpec& checked, const ScaleValues& scale,
                                               const scaling::Instance& tensor);

/// Whether no rule, and no assert of the rules, reads batch or duration: what follows from their growth is
/// batch-or-duration-without-rule's.
[[nodiscard]] bool horizon_is_unruled(const CheckedSpec& checked);

/// `0.013 runs`, `2.5 runs`
[[nodiscard]] std::string runs_text(double share);

/// Where a scale itself says one of these axes, the first that it says; else its own name.
[[nodiscard]] Span cause_span(const ScaleValues& scale, std::initializer_list<std::string_view> axes);
/// Whether it says any of them: what follows from them alone is otherwise said of the reference.
[[nodiscard]] bool says_any(const ScaleValues& scale, std::initializer_list<std::string_view> axes);

/// `key = value` of `training`, else the word `training`. There must be such a block.
[[nodiscard]] Span training_span(const CheckedSpec& checked, std::string_view key);
[[nodiscard]] bool has_training(const CheckedSpec& checked);

/// An argument of the schedule as written, `floor = 1e-5`; null where it has its default.
[[nodiscard]] const syntax::Argument* schedule_argument(const CheckedSpec& checked, std::string_view name);
/// `floor = 1e-5`, else the schedule, else the word `training`.
[[nodiscard]] Span schedule_span(const CheckedSpec& checked, std::string_view argument);

}  // namespace cdp::lint
