// Stages in order; each runs only where the one before has found no error.
#include "compiler/pipeline/stages.h"

#include <algorithm>
#include <functional>

#include "compiler/base/text.h"
#include "compiler/model/check_modules.h"
#include "compiler/model/check_tuning.h"
#include "compiler/model/instantiate.h"
#include "compiler/pipeline/emit.h"
#include "compiler/pipeline/overrides.h"
#include "compiler/pipeline/search_space.h"
#include "compiler/plan/size.h"
#include "compiler/scaling/search.h"
#include "compiler/sema/names.h"
#include "compiler/syntax/parse.h"
#include "stdlib/embedded.h"

namespace cdp::pipeline {
namespace {

using diag::Code;

constexpr std::size_t kMostListedTogether = 2'000'000;  // tensors and multipliers of all scales of a spec
constexpr std::size_t kMostAssertions = 4'000'000;      // assertions times scales

/// Gives faults of the standard library's text a place in the user's own, which is what the user can change, and where
/// a suppression can stand.
class AtHome {
 public:
  explicit AtHome(AnalysedSpec& analysis) : analysis_(analysis), first_(analysis.sink.size()) {}

  /// For what was reported since. Where no note of it stands in the user's text, what a rule does is said at `rules`,
  /// all else at `home`.
  void bring(Span home, Span rules) {
    analysis_.sink.bring_home(
        first_, [this](Span span) { return rule_text(span); }, rules);
    analysis_.sink.bring_home(
        first_, [this](Span span) { return library_text(span); }, home);
    first_ = analysis_.sink.size();
  }

 private:
  /// Null: it is no place of the library.
  [[nodiscard]] std::optional<std::string> library_text(Span span) const {
    const auto& files = analysis_.program.files;
    const auto holds = [&](const auto& file) { return file->library && file->ast.id == span.file; };
    if (std::none_of(files.begin(), files.end(), holds)) return {};
    return "said here, in the standard library";
  }

  /// Null: it is no rule of the library.
  [[nodiscard]] std::optional<std::string> rule_text(Span span) const {
    const auto& rules = analysis_.rules;
    const auto is_it = [&](const scaling::Rule& rule) { return rule.span == span; };
    if (!library_text(span) || !rules || std::none_of(rules->rules.begin(), rules->rules.end(), is_it)) return {};
    return "by this rule of `" + rules->name + "`";
  }

  AnalysedSpec& analysis_;
  std::size_t first_;
};

/// `width=1024,batch=256seq` as the settings of a target. Faults are shown in the user's own text.
std::optional<sema::ScaleSettings> overrides(AnalysedSpec& analysis, const std::string& at) {
  const FileId id = analysis.sources.add("--at", at);
  const auto settings = syntax::parse_settings(analysis.sources, id, analysis.sink);
  if (analysis.sink.has_errors()) return {};
  const Span whole{id, 0, static_cast<std::uint32_t>(at.size())};
  sema::ScaleSettings out{"custom", whole, sema::resolve_axes(settings, *analysis.constants, analysis.sink)};
  if (analysis.sink.has_errors()) return {};
  return out;
}

std::optional<scaling::Scaled> scaled_at(AnalysedSpec& analysis, const sema::ScaleSettings* target) {
  const auto scale = scaling::resolve_scale(analysis.spec->reference, target, *analysis.model, analysis.sink);
  if (!scale) return {};
  // The reference is held too: a target's ratios mean nothing where it is not sound.
  const auto holds = [&](const scaling::Scale& at) {
    return scaling::holds_at(at, *analysis.model, analysis.sources, analysis.sink);
  };
  const bool here = holds(*scale);
  if ((target && !holds(*analysis.reference)) || !here) return {};
  const scaling::Inputs inputs{*analysis.spec, *analysis.model,  *analysis.rules,    *analysis.reference,
                               *scale,         analysis.sources, *analysis.constants};
  return scaling::scale(inputs, analysis.sink);
}

std::optional<scaling::Scaled> scale_at(AnalysedSpec& analysis, const sema::ScaleSettings* target) {
  AtHome at_home(analysis);
  auto scaled = scaled_at(analysis, target);
  at_home.bring(analysis.spec->model->span, target != nullptr ? target->span : analysis.spec->reference.span);
  return scaled;
}

/// Every assertion is held at every scale.
bool holdable_assertions(const AnalysedSpec& a, diag::DiagnosticSink& sink) {
  const std::size_t assertions = a.model->assertions.size() + (a.rules ? a.rules->assertions.size() : 0);
  const std::size_t scales = 1 + a.spec->targets.size();
  if (assertions <= kMostAssertions / scales) return true;
  sink.report<Code::E0474>(a.spec->reference.span, assertions, scales, kMostAssertions);
  return false;
}

/// The stages before scaling; each only where the one before has found no error.
void understand(AnalysedSpec& a) {
  // Names are resolved even where a file did not parse whole; later stages need whole files.
  sema::resolve_names(a.program, a.sink);
  model::check_modules(a.program, a.sink);
  const bool named = !a.sink.has_errors();
  a.constants = sema::resolve_constants(a.program, a.sink);
  const std::size_t before = a.sink.error_count();
  for (const auto& [name, declaration] : a.program.root().scope)
    if (declaration.kind == sema::DeclarationKind::kRules && declaration.file == 0 && named &&
        a.sink.error_count() == before)
      scaling::check_monomials(declaration, *a.constants, a.sink);
  a.spec = sema::resolve_spec(*a.constants, a.sink);
  if (!a.spec || a.sink.has_errors()) return;
  AtHome at_home(a);
  a.rules = scaling::resolve_rules(*a.spec, *a.constants, a.sink);
  at_home.bring(a.spec->parameterization->span, a.spec->parameterization->span);
  a.model = model::instantiate(*a.spec, *a.constants, a.sink);
  at_home.bring(a.spec->model->span, a.spec->parameterization->span);
  if (!a.model || a.sink.has_errors() || !holdable_assertions(a, a.sink)) return;
  scaling::check_search(*a.spec, *a.model, a.sink);
  a.reference = scaling::resolve_scale(a.spec->reference, nullptr, *a.model, a.sink);
}

}  // namespace

Files default_files() {
  return {stdlib::files(), true};
}

Result<std::unique_ptr<AnalysedSpec>> analyse(const std::string& path, const Files& files, sema::Trees* trees,
                                              const std::vector<std::string>& sets) {
  auto out = std::make_unique<AnalysedSpec>();
  AnalysedSpec& a = *out;
  auto program = sema::load(path, files, a.sources, a.sink, trees);
  if (!program) return program.error();
  a.program = std::move(*program);
  a.sets = sets;
  a.program.overrides = read_overrides(sets, a.sources, a.sink);
  understand(a);
  // What scaling says of selectors and settings, as far as the text tells, where it does not get there.
  if (!ready(a)) model::check_tuning(a.program, a.sink);
  return out;
}

bool ready(const AnalysedSpec& analysis) {
  return analysis.spec && analysis.model && analysis.rules && analysis.reference && !analysis.sink.has_errors();
}

Result<std::optional<scaling::Scaled>> scale_to(AnalysedSpec& analysis, const ScaleChoice& choice) {
  const sema::ScaleSettings* base = nullptr;
  if (!choice.target.empty() && choice.target != "reference") {
    std::vector<std::string> names = {"reference"};
    for (const auto& target : analysis.spec->targets) {
      names.push_back(target.name);
      if (target.name == choice.target) base = &target;
    }
    if (!base)
      return Error{"the spec has no target `" + choice.target + "`" + did_you_mean(choice.target, names) + "; it has " +
                       list_of(names),
                   "--target"};
  }
  if (choice.at.empty()) return scale_at(analysis, base);
  auto custom = overrides(analysis, choice.at);
  if (!custom) return std::optional<scaling::Scaled>{};
  if (base)
    for (const auto& setting : base->axes)
      if (!custom->find(setting.axis)) custom->axes.push_back(setting);
  return scale_at(analysis, &*custom);
}

namespace {

/// Calls `take` with the values at the reference, then at the targets of that name, but those with errors. Each is
/// bounded by itself; here their sum is, since whoever wants all of them works through all of them.
void for_each_scale(AnalysedSpec& analysis, const std::string& name,
                    const std::function<void(const sema::ScaleSettings&, scaling::Scaled)>& take) {
  if (!ready(analysis)) return;
  std::size_t listed = 0;
  const auto add = [&](const sema::ScaleSettings& settings, const sema::ScaleSettings* target) {
    auto scaled = scale_at(analysis, target);
    if (!scaled) return false;
    listed += scaled->tensors.size() + scaled->multipliers.size();
    if (listed > kMostListedTogether) {
      analysis.sink.report<Code::E0473>(settings.span, settings.name, kMostListedTogether);
      return false;
    }
    take(settings, *std::move(scaled));
    return true;
  };
  if (!add(analysis.spec->reference, nullptr)) return;
  for (const auto& target : analysis.spec->targets) {
    if (listed > kMostListedTogether) return;
    if (name == "all" || target.name == name) add(target, &target);
  }
}

}  // namespace

std::vector<ScaledTarget> scale_targets(AnalysedSpec& analysis, const std::string& name) {
  std::vector<ScaledTarget> result;
  for_each_scale(analysis, name, [&](const sema::ScaleSettings& settings, scaling::Scaled scaled) {
    result.push_back({&settings, std::move(scaled)});
  });
  return result;
}

CheckedTargets check_targets(AnalysedSpec& analysis) {
  if (!ready(analysis)) return {};
  if (analysis.spec->search) static_cast<void>(search_space(analysis));  // for its warnings
  CheckedTargets checked{1 + analysis.spec->targets.size(), 0};
  for_each_scale(analysis, "all", [&](const sema::ScaleSettings& settings, const scaling::Scaled& scaled) {
    if (&settings == &analysis.spec->reference) checked.tensors = scaled.tensors.size();
    if (!is_readable(analysis, scaled))
      analysis.sink.report<Code::W0475>(settings.span, settings.name, plan::kMostPlan.bytes >> 20U);
  });
  return checked;
}

DeclarationCounts count_declarations(const sema::Program& program) {
  const auto count = [&scope = program.root().scope](sema::DeclarationKind kind) {
    return static_cast<std::size_t>(std::count_if(scope.begin(), scope.end(), [kind](const auto& entry) {
      return entry.second.file == 0 && entry.second.kind == kind;
    }));
  };
  using Kind = sema::DeclarationKind;
  return {count(Kind::kModule), count(Kind::kRules), count(Kind::kLet), count(Kind::kAxis)};
}

}  // namespace cdp::pipeline
