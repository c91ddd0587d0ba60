// Why a value differs: the chains of its reasons laid side by side. A line that gives another factor is told with what
// it sees that differs: the axes and arguments whose names stand in it.
#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <tuple>

#include "compiler/diff/align.h"
#include "compiler/diff/fields.h"

namespace cdp::diff {
namespace {

using plan::AxisScale;
using plan::Because;
using plan::ByKey;
using plan::Effect;
using plan::Plan;
using plan::Reason;

using Chain = std::vector<Reason>;

/// Whether the line stands in the spec's own file, not in a rule set or a library's module.
bool is_own(const Reason& reason, const Plan& plan) {
  const std::string& path = plan.spec.path;
  return reason.at.size() > path.size() && reason.at.starts_with(path) && reason.at[path.size()] == ':';
}

std::string_view file_of(const Reason& reason) {
  const std::string_view at = reason.at;
  const std::size_t line = at.substr(0, at.rfind(':')).rfind(':');
  return at.substr(0, line);
}

/// A reason with what it does, and where it stands.
struct Step {
  const Reason* reason = nullptr;
  bool own = false;

  [[nodiscard]] Effect effect() const { return reason->effect; }
  [[nodiscard]] bool changes_nothing() const { return !sets(effect()) && reason->factor == 1; }
};

std::vector<Step> steps_of(const Chain& chain, const Plan& plan) {
  std::vector<Step> steps;
  for (const Reason& reason : chain) steps.push_back({&reason, is_own(reason, plan)});
  return steps;
}

/// What has become of a line; one of them is null where it was added or removed.
struct Replaced {
  const Step* a = nullptr;
  const Step* b = nullptr;
};

std::vector<std::string_view> texts_of(const std::vector<Step>& steps) {
  std::vector<std::string_view> texts;
  texts.reserve(steps.size());
  for (const Step& step : steps) texts.emplace_back(step.reason->text);
  return texts;
}

/// Equal where one may stand in place of the other: both in the specs, or in the same file of rules, and of one effect.
using Likeness = std::tuple<bool, std::string_view, Effect>;
Likeness likeness_of(const Step& step) {
  return {step.own, step.own ? std::string_view() : file_of(*step.reason), step.effect()};
}

/// Between two lines that both chains have: those that are alike replace each other, in order.
void pair_up(std::span<const Step> a, std::span<const Step> b, std::vector<Replaced>& out) {
  std::vector<bool> taken(b.size(), false);
  std::map<Likeness, std::vector<std::size_t>> waiting;  // from the last to the first
  if (!a.empty())
    for (std::size_t j = b.size(); j-- > 0;) waiting[likeness_of(b[j])].push_back(j);
  for (const Step& from : a) {
    Replaced replaced{&from, nullptr};
    const auto alike = waiting.find(likeness_of(from));
    if (alike != waiting.end() && !alike->second.empty()) {
      replaced.b = &b[alike->second.back()];
      taken[alike->second.back()] = true;
      alike->second.pop_back();
    }
    out.push_back(replaced);
  }
  for (std::size_t j = 0; j < b.size(); ++j)
    if (!taken[j]) out.push_back({nullptr, &b[j]});
}

std::vector<Replaced> side_by_side(const std::vector<Step>& a, const std::vector<Step>& b) {
  std::vector<Replaced> out;
  Match from;
  std::vector<Match> matches = align(texts_of(a), texts_of(b));
  matches.push_back({a.size(), b.size()});
  for (const Match& match : matches) {
    pair_up(std::span(a).subspan(from.a, match.a - from.a), std::span(b).subspan(from.b, match.b - from.b), out);
    if (match.a < a.size()) out.push_back({&a[match.a], &b[match.b]});
    from = {match.a + 1, match.b + 1};
  }
  return out;
}

/// The names in a line: `lr`, `m_L`, `alpha`.
std::vector<std::string_view> names_in(std::string_view text) {
  std::vector<std::string_view> names;
  const auto is_part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_part(text[end])) ++end;
    if (end > at && std::isdigit(static_cast<unsigned char>(text[at])) == 0) names.push_back(text.substr(at, end - at));
    at = std::max(end, at + 1);
  }
  return names;
}

/// Whether a name of the language stands for the ratio of an axis. A fan may grow with any axis of the model's shapes;
/// `along` goes by the relative depth.
bool sees(std::string_view name, std::string_view axis) {
  const bool is_run = axis == "batch" || axis == "duration";
  if (name == "m_in" || name == "m_out") return !is_run && axis != "depth" && axis != "context";
  if (name == "m_params") return !is_run && axis != "context";
  if (name == "along" || name == "m_L") return axis == "depth";
  if (name == "m_N") return axis == "width";
  if (name == "m_B") return axis == "batch";
  if (name == "m_D") return axis == "duration";
  return name.starts_with("m_") && name.substr(2) == axis;
}

/// What the line sees that differs between the plans.
std::vector<Fact> facts_of(const Step& step, const Context& context) {
  std::vector<Fact> facts;
  const std::string_view text = step.reason->text;
  const std::vector<std::string_view> names = names_in(text.substr(text.find('=') + 1));  // of its right side
  const auto stands = [&](const auto& is_meant) { return std::any_of(names.begin(), names.end(), is_meant); };
  for (const auto& [axis, fact] : context.axes)
    if (stands([&, seen = std::string_view(axis)](std::string_view name) { return sees(name, seen); }))
      facts.push_back(fact);
  if (step.own) return facts;
  const std::set<std::string_view> all(names.begin(), names.end());
  for (const Fact& argument : context.arguments)
    if (all.contains(argument.name)) facts.push_back(argument);
  // A `let` of the rule set may stand for any of its arguments; what sets a value there is a multiplier's declaration.
  const auto is_let = [](std::string_view name) { return !name.starts_with("m_") && name != "along"; };
  if (facts.empty() && step.effect() != Effect::kSet && stands(is_let)) facts = context.arguments;
  return facts;
}

std::optional<Link> link_of(const Step* step) {
  if (step == nullptr) return std::nullopt;
  const Reason& reason = *step->reason;
  return Link{reason.text, reason.at, step->effect(), reason.factor, reason.factor};
}

Cause cause_of(const Replaced& line, const Context& context) {
  Cause cause{link_of(line.a), link_of(line.b), {}, {}};
  const bool same_text = cause.a && cause.b && cause.a->text == cause.b->text;
  if (same_text) cause.facts = facts_of(*line.a, context);
  return cause;
}

/// Whether the line moves the value: it gives something else, or it came or went and is no factor of 1.
bool moves(const Replaced& line) {
  if (line.a != nullptr && line.b != nullptr)
    return line.a->reason->factor != line.b->reason->factor || line.a->effect() != line.b->effect();
  return !(line.a != nullptr ? line.a : line.b)->changes_nothing();
}

bool is_rule(const Replaced& line) {
  return (line.a != nullptr && !line.a->own) || (line.b != nullptr && !line.b->own);
}

bool reads_alike(const Replaced& line) {
  return line.a != nullptr && line.b != nullptr && line.a->reason->text == line.b->reason->text;
}

std::vector<Cause> unknown(const char* why) {
  return {{std::nullopt, std::nullopt, {}, why}};
}

/// Axes that no dimension of a tensor grows with.
bool is_of_run(std::string_view axis) {
  return axis == "depth" || axis == "batch" || axis == "duration";
}

/// `width` is 1024 instead of 512, where the target alone is another.
Fact axis_fact(const std::string& name, const AxisScale& a, const AxisScale& b) {
  if (a.unit == b.unit && a.reference == b.reference) return {name, a.target, b.target};
  if (a.unit == b.unit && a.target == b.target) return {name + " at the reference", a.reference, b.reference};
  return {name + " over the reference's", a.ratio, b.ratio};
}

}  // namespace

Context context_of(const Plan& a, const Plan& b, double tolerance) {
  Context context{a, b, tolerance, {}, {}, {}};
  const ByKey in_b(&b.scale);
  for (const auto& [name, scale] : a.scale) {
    const AxisScale* to = in_b.find(name);
    if (to == nullptr) continue;
    if (!same_number(scale.ratio, to->ratio, tolerance)) context.axes.emplace_back(name, axis_fact(name, scale, *to));
    if (!is_of_run(name)) context.shape_axes.push_back({name, scale, *to});
  }
  compare_values(&a.parameterization.arguments, &b.parameterization.arguments, "", tolerance,
                 [&](const std::string& name, Value from, Value to) {
                   context.arguments.push_back({name, std::move(from), std::move(to)});
                 });
  return context;
}

const std::vector<Reason>* reasons_of(const std::optional<Because>& because, std::string_view key) {
  if (!because) return nullptr;
  for (const auto& [known, reasons] : *because)
    if (known == key) return &reasons;
  return nullptr;
}

bool same_place(const Reason& a, const Reason& b, const Context& context) {
  if (!is_own(a, context.a) || !is_own(b, context.b)) return a.at == b.at;
  return a.at.substr(context.a.spec.path.size()) == b.at.substr(context.b.spec.path.size());
}

std::vector<Cause> causes_of(const std::optional<Because>& a, const std::optional<Because>& b, std::string_view key,
                             const Context& context) {
  if (!a && !b) return unknown("the plans have no reasons");
  if (!a || !b) return unknown(a ? "the second plan has no reasons" : "the first plan has no reasons");
  const Chain* from = reasons_of(a, key);
  const Chain* to = reasons_of(b, key);
  if (from == nullptr || to == nullptr) return unknown("a plan has no reasons for it");
  const std::vector<Step> in_a = steps_of(*from, context.a);
  const std::vector<Step> in_b = steps_of(*to, context.b);
  std::vector<Cause> causes;
  bool by_rules = false;
  for (const Replaced& line : side_by_side(in_a, in_b)) {
    if (!moves(line)) continue;
    by_rules = by_rules || (is_rule(line) && !reads_alike(line));
    causes.push_back(cause_of(line, context));
  }
  if (causes.empty()) return unknown("both plans give the same reasons");
  const std::string& rules = context.a.parameterization.name;
  if (by_rules && rules != context.b.parameterization.name) {
    const Fact fact{"the parameterization", rules, context.b.parameterization.name};
    causes.insert(causes.begin(), Cause{{}, {}, {fact}, {}});
  }
  return causes;
}

std::vector<Cause> other_reasons(const std::vector<Reason>& a, const std::vector<Reason>& b, const Context& context) {
  const std::vector<Step> in_a = steps_of(a, context.a);
  const std::vector<Step> in_b = steps_of(b, context.b);
  std::vector<Cause> causes;
  for (const Replaced& line : side_by_side(in_a, in_b))
    if (!reads_alike(line) || moves(line)) causes.push_back(cause_of(line, context));
  return causes;
}

}  // namespace cdp::diff
