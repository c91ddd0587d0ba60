// The adjustments of one folded tensor or multiplier, in the order they act: base, then tune, then rules.
// Private to scaling/.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "compiler/plan/optimizers.h"
#include "compiler/scaling/ratios.h"
#include "compiler/scaling/selector.h"
#include "compiler/scaling/settings.h"
#include "compiler/scaling/settled.h"

namespace cdp::scaling {

enum class Effect { kSet, kMultiply, kPower, kComplement, kAtLeast, kAtMost };

/// What a plan calls it: of a bound that acts, the side does not matter any more.
[[nodiscard]] plan::Effect effect_in_plan(Effect effect);

/// A base setting, a line of `tune`, or a rule, as it acts on one folded part.
struct Step {
  sema::Hp hp = sema::Hp::lr;
  Effect effect = Effect::kSet;
  Exact factor = 1;                               // where it is the same for all layers
  const syntax::Adjustment* per_layer = nullptr;  // else: evaluated for each layer
  std::vector<Match> matches;                     // of a tune: where it acts; empty: everywhere
  bool rule = false;
  Span at;
  std::shared_ptr<const Written> written;  // by all reasons that it gives
};

/// What is common to a tensor and a multiplier.
struct ScaledPart {
  const std::string& path;
  const std::set<std::string>& tags;
  const std::vector<std::size_t>& stacks;
  Span span;
  const model::Tensor* tensor = nullptr;
  const model::Multiplier* multiplier = nullptr;
};

class StepBuilder {
 public:
  /// All of it outlives the adjustments.
  StepBuilder(const Inputs& inputs, const Ratios& ratios, diag::DiagnosticSink& sink);

  /// Evaluates base values and checks selectors; false after an error.
  bool prepare();
  /// All steps that act on a part, bounds last.
  std::vector<Step> steps_of(const ScaledPart& part);
  /// A per-layer step's factor at the given indices.
  std::optional<Exact> factor_at(const Step& step, const std::vector<std::int64_t>& indices,
                                 const std::vector<std::int64_t>& counts);
  /// Lines of `tune` that changed nothing are reported.
  void report_idle();

 private:
  struct Line {  // of a tune
    const syntax::Tune* tune;
    const syntax::Adjustment* adjustment;
    sema::Hp hp;
    bool per_layer;
    Exact factor;
    bool acted;
    const plan::OptimizerRow* lacked_by;  // what updates a selected tensor, where that has no such hyperparameter
  };

  [[nodiscard]] bool has_hp(const ScaledPart& part, sema::Hp hp) const;
  bool prepare_base();
  bool base_is_whole();
  bool prepare_line(const syntax::Tune& tune, const syntax::Adjustment& adjustment);
  void check_indices(const Match& match, const ScaledPart& part, Span span);
  void add_rules(const ScaledPart& part, std::vector<Step>& steps);
  /// What the reasons of a step have in common; its effect must be known.
  void quote(Step& step, Span at, Span text, const std::string* source = nullptr, RatiosRead ratios = {}) const;
  /// The factor of a rule, and the ratios that it is made of; null after an error.
  std::optional<std::pair<Exact, RatiosRead>> monomial(const Rule& rule, const ScaledPart& part);
  sema::Context tune_context(const Match* match, const std::vector<std::int64_t>* indices,
                             const std::vector<std::int64_t>* counts);
  std::optional<sema::Value> along(const syntax::Call& call, Span span, const Match* match,
                                   const std::vector<std::int64_t>* indices, const std::vector<std::int64_t>* counts);
  std::optional<sema::Value> depth_of(const syntax::Call& call, Span span, bool per_layer);

  const Inputs& in_;
  const sema::Resolution& names_;
  const Ratios& ratios_;
  diag::DiagnosticSink& sink_;
  std::array<std::optional<Step>, sema::kHpCount> base_;
  std::vector<Line> lines_;
  std::set<const syntax::Call*> checked_curves_;  // calls of along() whose points were all evaluated once
};

/// White space folded, for one line of text.
[[nodiscard]] std::string folded(std::string_view text);

}  // namespace cdp::scaling
