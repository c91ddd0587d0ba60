// Groups by cause: the same effect by the same factor. What it lists is folded, as the model is.
#include "compiler/scaling/out_of_range.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "compiler/base/number_text.h"
#include "compiler/base/text.h"

namespace cdp::scaling {

using diag::Code;
using sema::Hp;

namespace {

constexpr std::string_view kBetas = "betas";
constexpr const char* kPowerText = "betas = \"power\"";

/// Values with one cause, in the order in which they were found.
struct Cause {
  std::vector<const OutOfRange*> values;

  [[nodiscard]] const OutOfRange& first() const { return *values.front(); }
};

bool same_cause(const OutOfRange& a, const OutOfRange& b) {
  const sema::HpRow& ra = row(a.hp);
  const sema::HpRow& rb = row(b.hp);
  return a.effect == b.effect && a.factor == b.factor && std::isfinite(a.value) == std::isfinite(b.value) &&
         ra.least == rb.least && ra.below == rb.below;
}

std::vector<Cause> causes_of(const std::vector<OutOfRange>& values) {
  std::vector<Cause> causes;
  for (const OutOfRange& value : values) {
    const auto same = [&](const Cause& cause) { return same_cause(cause.first(), value); };
    auto cause = std::find_if(causes.begin(), causes.end(), same);
    if (cause == causes.end()) cause = causes.insert(causes.end(), Cause{});
    cause->values.push_back(&value);
  }
  return causes;
}

std::vector<Hp> hps_of(const Cause& cause) {
  std::vector<Hp> hps;
  for (const OutOfRange* value : cause.values)
    if (std::find(hps.begin(), hps.end(), value->hp) == hps.end()) hps.push_back(value->hp);
  std::sort(hps.begin(), hps.end());
  return hps;
}

/// "`beta1` to -9 and `beta2` to -4"; where tensors differ "`beta1` to between -19 and -9".
std::string taken_to(const Cause& cause) {
  std::vector<std::string> parts;
  for (const Hp hp : hps_of(cause)) {
    double least = INFINITY, most = -INFINITY;
    for (const OutOfRange* value : cause.values)
      if (value->hp == hp) least = std::min(least, value->value), most = std::max(most, value->value);
    const std::string name = "`" + std::string(row(hp).name) + "`";
    const bool finite = std::isfinite(cause.first().value);
    const std::string low = finite ? short_number(least) : "";
    if (!finite) {
      parts.push_back(name);
    } else if (low == short_number(most)) {
      parts.push_back(name + " to " + low);
    } else {
      parts.push_back(name + " to between " + low + " and " + short_number(most));
    }
  }
  return list_of(parts);
}

/// The first three, and how many more.
std::string concerned(const Cause& cause) {
  constexpr std::size_t kMostNamed = 3;
  std::vector<std::string> paths;
  std::set<std::string_view> seen;
  for (const OutOfRange* value : cause.values)
    if (seen.insert(value->path).second) paths.push_back("`" + value->path + "`");
  if (paths.size() <= kMostNamed + 1) return list_of(paths);
  const std::size_t more = paths.size() - kMostNamed;
  paths.resize(kMostNamed);
  paths.push_back(std::to_string(more) + " more");
  return list_of(paths);
}

const Rule* rule_at(const RuleSet& rules, Span span) {
  const auto found =
      std::find_if(rules.rules.begin(), rules.rules.end(), [&](const Rule& rule) { return rule.span == span; });
  return found == rules.rules.end() ? nullptr : &*found;
}

/// `complete_d_p` of a rule set that extends it and does not hand `betas` on.
std::optional<std::string> inner_set_with_betas(const Inputs& inputs, const Cause& cause) {
  const Rule* rule = rule_at(inputs.rules, cause.first().rule);
  if (rule == nullptr || rule->from == nullptr || rule->from->name.text == inputs.rules.name) return {};
  const auto& parameters = rule->from->parameters;
  const bool has =
      std::any_of(parameters.begin(), parameters.end(), [](const auto& p) { return p.name.text == kBetas; });
  return has ? std::optional(rule->from->name.text) : std::nullopt;
}

/// The largest factor of a complement under which every value of the cause stays in range.
double most_factor(const Cause& cause) {
  double most = INFINITY;
  for (const OutOfRange* value : cause.values) {
    const double all = (1 - value->value) / (1 - value->base);  // of all rules on it
    const double allowed = (1 - row(value->hp).least) / (1 - value->base);
    most = std::min(most, value->factor * allowed / all);
  }
  return most;
}

/// By the way out that there is.
diag::Report report_cause(const Inputs& inputs, const Cause& cause, diag::DiagnosticSink& sink) {
  const Span at = inputs.target.span;
  const std::string& target = inputs.target.name;
  const OutOfRange& first = cause.first();
  const std::string taken = taken_to(cause), whose = concerned(cause), range = range_text(row(first.hp));
  if (!std::isfinite(first.value)) return sink.report<Code::E0425>(at, target, taken, whose);
  if (first.effect != Effect::kComplement || first.factor <= 1)
    return sink.report<Code::E0464>(at, target, taken, range, whose);
  const std::string most = short_number(most_factor(cause));
  if (power_form(inputs.spec, inputs.rules)) return sink.report<Code::E0461>(at, target, taken, range, whose, most);
  const auto& arguments = inputs.rules.arguments;
  const bool offered = std::any_of(arguments.begin(), arguments.end(), [](const auto& a) { return a.first == kBetas; });
  const auto inner = offered ? std::nullopt : inner_set_with_betas(inputs, cause);
  if (inner) return sink.report<Code::E0465>(at, target, taken, range, whose, *inner, most);
  return sink.report<Code::E0466>(at, target, taken, range, whose, most);
}

/// A power of a ratio may be beyond every double where the value is not, yet.
std::string factor_text(double factor) {
  if (factor == 0) return "less than a double holds";
  return std::isfinite(factor) ? short_number(factor) : "more than a double holds";
}

void add_notes(const Inputs& inputs, const Cause& cause, diag::Report report) {
  std::set<std::pair<std::uint32_t, std::uint32_t>> told;
  for (const OutOfRange* value : cause.values) {
    if (!told.insert({value->rule.file, value->rule.begin}).second) continue;
    const std::string what = (value->effect == Effect::kComplement ? "`1 - " : "`") + std::string(row(value->hp).name);
    report.note(value->rule, what + "` is " +
                                 (value->effect == Effect::kPower ? "raised to the power of " : "multiplied by ") +
                                 factor_text(value->factor) + " here; at the reference `" +
                                 std::string(row(value->hp).name) + "` is " + shortest(value->base));
  }
  const auto edit = power_form(inputs.spec, inputs.rules);
  if (edit && cause.first().effect == Effect::kComplement && cause.first().factor > 1) report.fix(edit->at, edit->text);
}

}  // namespace

std::string range_text(const sema::HpRow& row) {
  if (std::isinf(row.least)) return "a finite number";
  if (std::isinf(row.below)) return shortest(row.least) + " or more";
  return "at least " + shortest(row.least) + " and below " + shortest(row.below);
}

bool in_range(const sema::HpRow& row, double value) {
  return std::isfinite(value) && value >= row.least && value < row.below;
}

void report_out_of_range(const Inputs& inputs, const std::vector<OutOfRange>& values, diag::DiagnosticSink& sink) {
  for (const Cause& cause : causes_of(values)) add_notes(inputs, cause, report_cause(inputs, cause, sink));
}

std::optional<Edit> power_form(const sema::Spec& spec, const RuleSet& rules) {
  const auto has_name = [](const auto& argument) { return argument.first == kBetas; };
  const auto betas = std::find_if(rules.arguments.begin(), rules.arguments.end(), has_name);
  const auto* call = std::get_if<syntax::Call>(&spec.parameterization->node);
  if (betas == rules.arguments.end() || call == nullptr) return {};
  const auto* form = std::get_if<std::string>(&betas->second);
  if (form == nullptr || *form == "power") return {};
  const auto place = static_cast<std::size_t>(betas - rules.arguments.begin());
  for (std::size_t i = 0; i < call->arguments.size(); ++i) {
    const syntax::Argument& argument = call->arguments[i];
    if (argument.name ? argument.name->text == kBetas : i == place) return Edit{argument.value->span, "\"power\""};
  }
  const Span whole = spec.parameterization->span;
  const std::uint32_t close = whole.end - 1;
  return Edit{{whole.file, close, close}, (call->arguments.empty() ? "" : ", ") + std::string(kPowerText)};
}

}  // namespace cdp::scaling
