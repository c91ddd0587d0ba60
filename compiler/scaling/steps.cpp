// Which settings act on which tensor, and with what factor.
#include "compiler/scaling/steps.h"

#include <algorithm>
#include <cmath>

#include "compiler/base/text.h"
#include "compiler/plan/optimizers.h"
#include "compiler/scaling/updater.h"
#include "compiler/sema/functions.h"
#include "compiler/sema/names.h"
#include "compiler/syntax/foreign_keys.h"

namespace cdp::scaling {
namespace {

using diag::Code;
using sema::Hp;
using sema::Quantity;
using sema::Sym;
using sema::Value;

/// "`sgd` has `lr`, `beta1` and `weight_decay`"
std::string what_has(const plan::OptimizerRow& updater) {
  std::vector<std::string> names;
  for (const auto& r : sema::kHyperparameters)
    if (updater.has(r.name)) names.push_back("`" + std::string(r.name) + "`");
  return fmt::format("`{}` has {}", updater.optimizer, list_of(names));
}

/// A value that is set: as it is where a number is written, to 15 digits where it is worked out. Factors keep all their
/// digits, since what comes of them is rounded.
Exact set_value(const syntax::Expr& expr, double value) {
  const bool written = std::holds_alternative<syntax::Number>(expr.node);
  return exact(written ? value : settled(exact(value)));
}

/// What a line of `tune` sets or multiplies by: `1 - beta1 = 0.1` sets 0.9.
Exact factor_of(const syntax::Adjustment& adjustment, double value) {
  if (adjustment.op != syntax::AdjustOp::kSet) return exact(value);
  return adjustment.complement ? exact(settled(1 - exact(value))) : set_value(*adjustment.value, value);
}

}  // namespace

plan::Effect effect_in_plan(Effect effect) {
  switch (effect) {
    case Effect::kSet:
      return plan::Effect::kSet;
    case Effect::kMultiply:
      return plan::Effect::kMultiply;
    case Effect::kPower:
      return plan::Effect::kPower;
    case Effect::kComplement:
      return plan::Effect::kComplement;
    case Effect::kAtLeast:
    case Effect::kAtMost:
      return plan::Effect::kClamp;
  }
  return plan::Effect::kSet;
}

std::string folded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!space) out += c;
    if (space && !out.empty() && out.back() != ' ') out += ' ';
  }
  return out;
}

StepBuilder::StepBuilder(const Inputs& inputs, const Ratios& ratios, diag::DiagnosticSink& sink)
    : in_(inputs), names_(inputs.constants.program().names), ratios_(ratios), sink_(sink) {}

bool StepBuilder::has_hp(const ScaledPart& part, Hp hp) const {
  if (part.multiplier) return row(hp).owner == sema::HpOwner::kMultiplier;
  return scaling::has_hp(in_.spec.training, *part.tensor, hp);
}

bool StepBuilder::prepare() {
  bool good = prepare_base();
  for (const Rule& rule : in_.rules.rules) good = check_selector(*rule.selector, in_.model, false, sink_) && good;
  for (const Bound& bound : in_.rules.bounds) good = check_selector(*bound.selector, in_.model, false, sink_) && good;
  for (const syntax::Tune* tune : in_.spec.tunes) {
    if (sink_.full()) return false;
    if (!check_selector(tune->selector, in_.model, true, sink_)) good = false;
    for (const auto& adjustment : tune->adjustments) good = prepare_line(*tune, adjustment) && good;
  }
  return good;
}

bool StepBuilder::prepare_base() {
  bool good = true;
  for (const auto& r : sema::kHyperparameters) {
    const auto& setting = in_.spec.base[static_cast<std::size_t>(r.hp)];
    if (!setting) continue;
    const auto value = evaluate_number(*setting->value, tune_context(nullptr, nullptr, nullptr), r.name, sink_);
    if (!value) {
      good = false;
      continue;
    }
    Step step;
    step.hp = r.hp;
    step.factor = set_value(*setting->value, value->constant().value_or(0));
    quote(step, setting->span, setting->span);
    base_[static_cast<std::size_t>(r.hp)] = std::move(step);
  }
  return base_is_whole() && good;
}

/// Every hyperparameter that some tensor has is set, and no other that only other optimizers have.
bool StepBuilder::base_is_whole() {
  bool good = true;
  for (const auto& r : sema::kHyperparameters) {
    if (r.owner != sema::HpOwner::kTensor) continue;
    const bool used = std::any_of(in_.model.tensors.begin(), in_.model.tensors.end(), [&](const model::Tensor& tensor) {
      return scaling::has_hp(in_.spec.training, tensor, r.hp);
    });
    const auto& setting = in_.spec.base[static_cast<std::size_t>(r.hp)];
    if (used && !setting) {
      sink_.report<Code::E0410>(in_.spec.base_span, r.name);
      good = false;
    } else if (!used && setting && plan::is_optimizers(r.name)) {
      sink_.report<Code::E0450>(setting->span, "no tensor", r.name, what_has(plan::row(in_.spec.training.optimizer)));
      good = false;
    }
  }
  return good;
}

bool StepBuilder::prepare_line(const syntax::Tune& tune, const syntax::Adjustment& adjustment) {
  const std::string& name = adjustment.hyperparameter.text;
  const auto hp = names_.hyperparameter(adjustment);
  if (!hp) {
    sink_.report<Code::E0238>(adjustment.hyperparameter.span, name, syntax::meant_key(name, sema::hp_names()));
    return false;
  }
  if (adjustment.op == syntax::AdjustOp::kPower || syntax::is_bound(adjustment.op)) {
    sink_.report<Code::E0405>(adjustment.span);
    return false;
  }
  Line line{&tune, &adjustment, *hp, sema::depends_on_layer(*adjustment.value, names_), 1, false, nullptr};
  if (!line.per_layer) {
    const auto value = evaluate_number(*adjustment.value, tune_context(nullptr, nullptr, nullptr), name, sink_);
    if (!value) return false;
    const double number = value->constant().value_or(0);
    line.factor = factor_of(adjustment, number);
  }
  lines_.push_back(line);
  return true;
}

std::vector<Step> StepBuilder::steps_of(const ScaledPart& part) {
  std::vector<Step> steps;
  if (part.tensor) {
    for (const auto& step : base_)
      if (step && has_hp(part, step->hp)) steps.push_back(*step);
  } else {
    Step step;
    step.hp = Hp::value;
    step.factor = settled(exact(part.multiplier->base.at(in_.reference.values())));
    quote(step, part.multiplier->base_span, part.multiplier->span);
    steps.push_back(std::move(step));
  }
  for (Line& line : lines_) {
    const bool has = has_hp(part, line.hp);
    const bool may_lack = part.tensor && plan::is_optimizers(row(line.hp).name);
    if (!has && !may_lack) continue;
    auto matches = match(line.tune->selector, part.path, part.tags);
    if (matches.empty()) continue;
    if (!has) {
      line.lacked_by = &updater_of(in_.spec.training, *part.tensor);
      continue;
    }
    for (const Match& m : matches) check_indices(m, part, line.tune->selector.span);
    line.acted = true;
    Step step;
    step.hp = line.hp;
    step.effect = line.adjustment->op == syntax::AdjustOp::kSet ? Effect::kSet
                  : line.adjustment->complement                 ? Effect::kComplement
                                                                : Effect::kMultiply;
    step.factor = line.factor;
    step.per_layer = line.per_layer ? line.adjustment : nullptr;
    quote(step, line.adjustment->span, line.adjustment->span);
    if (line.per_layer || std::all_of(matches.begin(), matches.end(), [](const Match& m) { return m.partial(); }))
      step.matches = std::move(matches);
    steps.push_back(std::move(step));
  }
  add_rules(part, steps);
  return steps;
}

void StepBuilder::quote(Step& step, Span at, Span text, const std::string* source, RatiosRead ratios) const {
  step.at = at;
  step.written = std::make_shared<const Written>(
      Written{at, effect_in_plan(step.effect), folded(in_.sources.text(text)), source, std::move(ratios)});
}

void StepBuilder::add_rules(const ScaledPart& part, std::vector<Step>& steps) {
  const auto add = [&](const auto& from, Effect effect, Exact factor, RatiosRead ratios) {
    Step step;
    step.hp = from.hp;
    step.effect = effect;
    step.factor = factor;
    step.rule = true;
    quote(step, from.span, from.span, from.source, std::move(ratios));
    steps.push_back(std::move(step));
  };
  const auto acts = [&](const auto& from) {
    return has_hp(part, from.hp) && selects(*from.selector, part.path, part.tags);
  };
  for (const Rule& rule : in_.rules.rules) {
    if (!acts(rule)) continue;
    auto product = monomial(rule, part);
    if (!product) continue;
    auto& [factor, ratios] = *product;
    const Effect effect = rule.power ? Effect::kPower : rule.complement ? Effect::kComplement : Effect::kMultiply;
    add(rule, effect, factor, std::move(ratios));
  }
  for (const Bound& bound : in_.rules.bounds)
    if (acts(bound)) add(bound, bound.least ? Effect::kAtLeast : Effect::kAtMost, exact(bound.value), {});
}

void StepBuilder::check_indices(const Match& match, const ScaledPart& part, Span span) {
  for (std::size_t i = 0; i < match.levels.size(); ++i) {
    const IndexRange& range = match.levels[i];
    const model::Stack& stack = in_.model.stacks[part.stacks[i]];
    const auto count = static_cast<std::int64_t>(stack.count.at(in_.target.values()));
    const auto from_start = [&](std::int64_t index) { return index < 0 ? index + count : index; };
    const auto inside = [&](std::int64_t index) { return from_start(index) >= 0 && index < count; };
    if (!inside(range.first) || !inside(range.last)) {
      const std::int64_t outside = inside(range.first) ? range.last : range.first;
      sink_.report<Code::E0408>(span, stack.path, count, in_.target.name, outside);
    } else if (from_start(range.first) > from_start(range.last)) {
      sink_.report<Code::E0429>(span, range.first, range.last, in_.target.name, stack.path, count);
    }
  }
}

std::optional<std::pair<Exact, RatiosRead>> StepBuilder::monomial(const Rule& rule, const ScaledPart& part) {
  // Ratios of one exponent are combined before they are raised: where m_B = m_D, (m_B / m_D)^0.5 is exactly 1.
  std::map<double, Exact> bases;
  RatiosRead ratios;
  for (const RatioPower& power : rule.monomial) {
    const auto value = part.tensor ? ratios_.of(power.ratio, *part.tensor) : ratios_.of(power.ratio, *part.multiplier);
    if (!value) {
      sink_.report<Code::E0415>(rule.span, "m_" + power.ratio, part.path).note(part.span, "declared here");
      return {};
    }
    Exact& base = bases.emplace(std::abs(power.exponent), 1).first->second;
    base = power.exponent < 0 ? base / *value : base * *value;
    ratios.push_back({written_ratio(power.ratio), static_cast<double>(*value), power.exponent});
  }
  Exact factor = 1;
  for (const auto& [exponent, base] : bases) factor *= std::pow(base, exact(exponent));
  return std::pair(factor, std::move(ratios));
}

std::optional<Exact> StepBuilder::factor_at(const Step& step, const std::vector<std::int64_t>& indices,
                                            const std::vector<std::int64_t>& counts) {
  const Match* acting = nullptr;
  for (const Match& match : step.matches)
    if (!acting && match.holds(indices, counts)) acting = &match;
  const auto value =
      evaluate_number(*step.per_layer->value, tune_context(acting, &indices, &counts), row(step.hp).name, sink_);
  const auto number = value ? value->constant() : std::nullopt;
  if (!number) return std::nullopt;
  return factor_of(*step.per_layer, *number);
}

sema::Context StepBuilder::tune_context(const Match* match, const std::vector<std::int64_t>* indices,
                                        const std::vector<std::int64_t>* counts) {
  sema::Context context;
  context.scale = in_.reference.values();
  context.name = [this, match, indices](const syntax::Path& path, Span span) -> std::optional<Value> {
    const auto* meaning = match && path.parts.size() == 1 ? names_.find(path.parts.front()) : nullptr;
    if (meaning && meaning->kind == sema::Meaning::Kind::kBound)
      for (std::size_t i = 0; i < match->levels.size(); ++i)
        if (const auto* bound = match->levels[i].bound; bound && names_.slot(*bound) == meaning->slot)
          return Value{Quantity{Sym(static_cast<double>((*indices)[i]))}};
    return in_.constants.name(0, path, span, sink_);
  };
  context.call = [this, match, indices, counts](const syntax::Call& call, Span span) -> std::optional<Value> {
    if (names_.calls(call, sema::FunctionName::along)) return along(call, span, match, indices, counts);
    if (names_.calls(call, sema::FunctionName::depth_of)) return depth_of(call, span, match != nullptr);
    // Of a setting that stands in no file; what stands in one has been reported by resolve_names.
    sema::report_unknown_function(call.callee, sema::function_names(sema::Function::Place::kTune), sink_);
    return {};
  };
  return context;
}

std::optional<Value> StepBuilder::along(const syntax::Call& call, Span span, const Match* match,
                                        const std::vector<std::int64_t>* indices,
                                        const std::vector<std::int64_t>* counts) {
  const auto level = match ? match->along_level() : std::nullopt;
  if (!level) {
    sink_.report<Code::E0406>(span);
    return {};
  }
  const std::size_t points = call.arguments.size();
  if (points == 0) {
    sink_.report<Code::E0407>(span);
    return {};
  }
  const auto point = [&](std::size_t i) -> std::optional<Exact> {
    const auto value =
        evaluate_number(*call.arguments[i].value, tune_context(match, indices, counts), "a point of the curve", sink_);
    if (!value) return {};
    return exact(value->constant().value_or(0));
  };
  // Every point must be a number; a layer reads two of them.
  if (checked_curves_.insert(&call).second)
    for (std::size_t i = 0; i < points; ++i)
      if (!point(i)) return {};
  // Piecewise linear over relative depth 0..1 (rules.md, golden numbers: [1, .8, .9, 1.5] read at 16 layers).
  const std::int64_t count = (*counts)[*level];
  const Exact depth = count > 1 ? static_cast<Exact>((*indices)[*level]) / static_cast<Exact>(count - 1) : 0;
  const Exact position = depth * static_cast<Exact>(points - 1);
  const auto below = std::min(static_cast<std::size_t>(position), points - 1);
  const std::size_t above = std::min(below + 1, points - 1);
  const Exact part = position - static_cast<Exact>(below);
  const auto from = point(below);
  const auto to = point(above);
  if (!from || !to) return {};
  return Value{Quantity{Sym(static_cast<double>(*from + part * (*to - *from)))}};
}

std::optional<Value> StepBuilder::depth_of(const syntax::Call& call, Span span, bool per_layer) {
  // Nested stacks go without the stars: depth_of(blocks.experts) is the count of `blocks.*.experts`.
  const auto starless = [](std::string text) {
    for (auto at = text.find(".*"); at != std::string::npos; at = text.find(".*")) text.erase(at, 2);
    return text;
  };
  std::vector<std::string> known;
  for (const auto& stack : in_.model.stacks) known.push_back(starless(stack.path));
  const auto* path = call.arguments.size() == 1 ? std::get_if<syntax::Path>(&call.arguments[0].value->node) : nullptr;
  const std::string name = path ? sema::path_text(*path) : "";
  for (const auto& stack : in_.model.stacks)
    if (starless(stack.path) == name)
      // Beside a bound index the length is the compiled one, so that i / depth_of(blocks) is relative depth.
      return Value{Quantity{Sym(stack.count.at(per_layer ? in_.target.values() : in_.reference.values()))}};
  sink_.report<Code::E0421>(span, name, did_you_mean(name, known));
  return {};
}

void StepBuilder::report_idle() {
  for (const Line& line : lines_) {
    if (line.acted) continue;
    const std::string_view name = row(line.hp).name;
    if (line.lacked_by) {
      sink_.report<Code::E0450>(line.adjustment->span, "no selected tensor", name, what_has(*line.lacked_by));
    } else {
      sink_.report<Code::E0404>(line.adjustment->span, name);
    }
  }
}

}  // namespace cdp::scaling
