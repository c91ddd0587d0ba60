// The statements of a spec that describe a run, checked one by one and typed: what model/ and
// scaling/ work from. Selectors and rule sets stay as written; scaling/ knows what they mean.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/plan/words.h"
#include "compiler/sema/constants.h"
#include "compiler/sema/hyperparameters.h"
#include "compiler/sema/program.h"

namespace cdp::sema {

/// An axis as set in `reference`, a `target` or on the command line.
struct AxisSetting {
  std::string axis;
  double value = 1;
  Unit unit = Unit::kNone;
  Span span;  // of the value
};

/// `reference { ... }`, `target big { ... }`
struct ScaleSettings {
  std::string name;
  Span span;
  std::vector<AxisSetting> axes;

  [[nodiscard]] const AxisSetting* find(std::string_view axis) const;
};

/// `1/8..8`: 0 < low < high; of a number that stays as it is both are equal.
struct SearchRange {
  double low = 1;
  double high = 1;
  [[nodiscard]] bool fixed() const { return low == high; }
};

/// `@hidden.lr *= 1/8..8` in search.
struct SearchSetting {
  const syntax::SearchEntry* written = nullptr;
  Hp hp = Hp::lr;
  std::vector<SearchRange> knots;  // one, or those of `along`
};

/// `search { ... }`
struct SearchSettings {
  Span span;
  std::vector<SearchSetting> settings;
};

/// `lr = 4e-3` in base.
struct BaseSetting {
  const syntax::Expr* value = nullptr;
  Span span;  // of the whole setting
  Span value_span;
};

struct ScheduleSettings {
  plan::ScheduleKind kind = plan::ScheduleKind::constant;
  double warmup = 0;  // fraction of the run
  double decay = 0;   // wsd: fraction of the run
  double floor = 0;   // fraction of the peak
};

struct TrainingSettings {
  plan::TaskKind task = plan::TaskKind::next_token;
  plan::OptimizerKind optimizer = plan::OptimizerKind::adamw;
  plan::DecayConvention weight_decay = plan::DecayConvention::coupled;
  ScheduleSettings schedule;
  std::optional<double> grad_clip;
  plan::Precision precision = plan::Precision::fp32;
  std::int64_t seed = 1;
  Span span;                                     // of the block; empty when there is none
  std::map<std::string, Span, std::less<>> set;  // the keys that were written, and where; others have their defaults

  /// The word of a key of kTrainingWordKeys.
  [[nodiscard]] std::string_view word(std::string_view key) const;
};

/// The keys of `training` whose value is a word from a closed set; what rule sets may require, and choose
/// by: there each is a constant, its word as a string.
inline constexpr std::array<std::string_view, 5> kTrainingWordKeys = {"optimizer", "precision", "schedule", "task",
                                                                      "weight_decay"};
/// The words of such a key; none for other keys.
[[nodiscard]] std::span<const std::string_view> training_words(std::string_view key);

struct Spec {
  const syntax::Expr* model = nullptr;
  const syntax::Expr* parameterization = nullptr;
  ScaleSettings reference;
  std::array<std::optional<BaseSetting>, kHpCount> base;
  Span base_span;
  std::vector<const syntax::Tune*> tunes;
  TrainingSettings training;
  std::vector<ScaleSettings> targets;
  std::vector<const syntax::Assert*> asserts;
  std::optional<SearchSettings> search;
};

/// Null, without an error, for a file of declarations only (a library).
[[nodiscard]] std::optional<Spec> resolve_spec(const Constants& constants, diag::DiagnosticSink& sink);

/// `training { ... }`; null: a spec without one. Entries of `overrides` take the place of its own, the last of a key.
[[nodiscard]] TrainingSettings resolve_training(const syntax::Statement* statement,
                                                const std::vector<const syntax::Setting*>& overrides,
                                                const Constants& constants, diag::DiagnosticSink& sink);

/// The settings of a reference or target block. Values must be positive numbers; units are checked against the axis.
[[nodiscard]] std::vector<AxisSetting> resolve_axes(const std::vector<syntax::Setting>& settings,
                                                    const Constants& constants, diag::DiagnosticSink& sink);

}  // namespace cdp::sema
