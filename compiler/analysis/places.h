// Where in a spec what an analysis speaks of is written: axes, settings, rules, the schedule.
#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "compiler/analysis/compilation.h"

namespace cdp::analysis {

/// Where a scale says the value of an axis; else where the reference does; else the scale's own name.
[[nodiscard]] Span axis_span(const Compilation& compilation, const ScaleValues& scale, std::string_view axis);

/// Where a scale itself says one of these axes, the first that it says; else its own name.
[[nodiscard]] Span cause_span(const ScaleValues& scale, std::initializer_list<std::string_view> axes);
/// Whether it says any of them: what follows from them alone is otherwise said of the reference.
[[nodiscard]] bool says_any(const ScaleValues& scale, std::initializer_list<std::string_view> axes);

/// Where the last setting (`=`) of a value is written: a line of `tune`, or of `base`.
[[nodiscard]] Span setting_span(const scaling::Instance& instance, sema::Hp hp);
/// Whether that is in `base`: `weight_decay = 0.1`.
[[nodiscard]] bool set_by_base(const Compilation& compilation, const scaling::Instance& instance, sema::Hp hp);

/// The first of the rules that stands in the spec itself, else the choice of the rule set.
[[nodiscard]] Span rules_span(const Compilation& compilation, const std::vector<const scaling::Rule*>& rules = {});

/// `key = value` of `training`, else the word `training`. There must be such a block.
[[nodiscard]] Span training_span(const Compilation& compilation, std::string_view key);
[[nodiscard]] bool has_training(const Compilation& compilation);

/// An argument of the schedule as written, `floor = 1e-5`; null where it has its default.
[[nodiscard]] const syntax::Argument* schedule_argument(const Compilation& compilation, std::string_view name);
/// `floor = 1e-5`, else the schedule, else the word `training`.
[[nodiscard]] Span schedule_span(const Compilation& compilation, std::string_view argument);

}  // namespace cdp::analysis
