// See rule_set.h.
#include "study/fit/rule_set.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "compiler/base/harmless.h"
#include "compiler/base/number_text.h"
#include "compiler/base/text.h"
#include "compiler/plan/words.h"
#include "study/fit/timescale.h"

namespace cdp::study {
namespace {

bool is_word(const std::string& text) {
  return !text.empty() && std::isdigit(static_cast<unsigned char>(text.front())) == 0 &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
}

/// What a rule changes: `@all` and `lr`.
struct Changed {
  std::string selector, value;
};

std::optional<Changed> changed_by(const std::string& hyperparameter) {
  if (hyperparameter == kTau) return Changed{"@all", "weight_decay"};
  const std::size_t point = hyperparameter.rfind('.');
  if (point == std::string::npos) return {};
  const std::string owner = hyperparameter.substr(0, point);
  const std::string value = hyperparameter.substr(point + 1);
  constexpr std::array<std::string_view, 4> kScaled = {"lr", "eps", "weight_decay", "init_std"};
  if (std::find(kScaled.begin(), kScaled.end(), value) == kScaled.end()) return {};
  if (owner == "base") return Changed{"@all", value};
  if (owner.starts_with('@') && std::all_of(owner.begin(), owner.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '_' || c == '@';
      }))
    return Changed{owner, value};
  return {};
}

/// The ratio target / reference of an axis, as rules name it.
std::string ratio_of(const std::string& axis) {
  constexpr std::pair<std::string_view, std::string_view> kShort[] = {
      {"width", "m_N"}, {"depth", "m_L"}, {"batch", "m_B"}, {"duration", "m_D"}};
  for (const auto& [name, ratio] : kShort)
    if (name == axis) return std::string(ratio);
  return axis == kTokensPerParam ? "(m_D / m_params)" : "m_" + axis;
}

std::string exponent_text(double exponent) {
  return shortest(std::strtod(fmt::format("{:.4f}", exponent).c_str(), nullptr));
}

/// Three digits, away from the range, so that its ends are within.
double outward(double value, bool up) {
  const double unit = std::pow(10, std::floor(std::log10(value)) - 2);
  const double steps = value / unit;
  const double whole = up ? std::ceil(steps - 1e-9) : std::floor(steps + 1e-9);
  return std::strtod(fmt::format("{:.6g}", whole * unit).c_str(), nullptr);
}

bool is_refit(const FitReport& report, const std::string& axis) {
  return std::any_of(report.refit.begin(), report.refit.end(),
                     [&](const RefitExponent& one) { return one.parameter == axis + "_exponent"; });
}

/// `m_params^-0.22 * m_D^-0.35`; of tau its inverse, times m_B / m_D: lr stays.
std::string monomial(const FitReport& report) {
  std::vector<std::string> factors;
  const double sign = report.hyperparameter == kTau ? -1 : 1;
  if (sign < 0) factors = {"m_B", "m_D^-1"};
  for (std::size_t i = 0; i < report.law->axes.size(); ++i) {
    const std::string& axis = report.law->axes[i].name;
    const std::string exponent = exponent_text(sign * report.law->exponent(i));
    if (exponent != "0" && exponent != "-0" && !is_refit(report, axis))
      factors.push_back(fmt::format("{}^{}", ratio_of(axis), exponent));
  }
  return fmt::format("{}", fmt::join(factors, " * "));
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : harmless(text)) result += c == '"' || c == '\\' ? '\'' : c;
  return result + "\"";
}

std::string assertion(const std::string& condition, const std::string& message) {
  return fmt::format("  assert {}, {}\n", condition, quoted(message));
}

std::string range_assertions(const ValueLaw& law) {
  std::string text = "  assert reach >= 1, \"`reach` is 1 or more\"\n";
  for (const LawAxis& axis : law.axes) {
    const std::string at = fmt::format("reference_{} * {}", axis.name, ratio_of(axis.name));
    text += assertion(fmt::format("{} >= {} / reach and {} <= {} * reach", at, shortest(outward(axis.low, false)), at,
                                  shortest(outward(axis.high, true))),
                      fmt::format("fitted for {} from {} to {}; `reach = 4` admits four times beyond", axis.name,
                                  with_suffix(axis.low), with_suffix(axis.high)));
  }
  return text;
}

std::string batch_assertion(const BatchPolicy& policy) {
  switch (policy.rule) {
    case BatchRule::kUnknown:
      return assertion("m_B == 1", "the runs do not say how the batch followed the duration, so it stays");
    case BatchRule::kFixed:
      return assertion("m_B == 1", "fitted at one batch size");
    case BatchRule::kFollows: {
      const std::string ratio = fmt::format("m_B * m_D^{}", exponent_text(-policy.exponent));
      return assertion(
          fmt::format("{} > {} and {} < {}", ratio, shortest(std::round(1e4 / kBatchTolerance) / 1e4), ratio,
                      shortest(kBatchTolerance)),
          fmt::format("fitted with the batch following the duration as m_D^{}", exponent_text(policy.exponent)));
    }
    case BatchRule::kFree:
      return "";
  }
  return "";
}

/// What the runs held still and no rules carry stays.
std::string held_assertions(const FitReport& report) {
  if (report.rules) return "";
  const auto has = [&](std::string_view name) {
    return std::any_of(report.law->axes.begin(), report.law->axes.end(), [&](const LawAxis& axis) {
      return axis.name == name || (axis.name == kTokensPerParam && (name == "params" || name == "duration"));
    });
  };
  std::string text;
  if (!has("params") && !has("width") && !has("depth")) text += assertion("m_params == 1", "fitted for one model size");
  if (!has("params") && has("width") && !has("depth")) text += assertion("m_L == 1", "fitted at one depth");
  if (!has("params") && !has("width") && has("depth")) text += assertion("m_N == 1", "fitted at one width");
  if (!has("duration")) text += assertion("m_D == 1", "fitted at one duration");
  return text;
}

/// The tags that are words of `training`, as `requires` takes them.
std::string requirements(const FitReport& report) {
  std::vector<std::string> settings;
  const auto take = [&](const char* key, std::initializer_list<const char*> tags, auto is_word) {
    for (const char* tag : tags) {
      const auto found = report.tags.find(tag);
      if (found == report.tags.end() || !is_word(found->second)) continue;
      settings.push_back(fmt::format("{} = {}", key, found->second));
      return;
    }
  };
  take("optimizer", {"optimizer", "training.optimizer"},
       [](const std::string& text) { return find_word<plan::OptimizerKind>(text).has_value(); });
  take("schedule", {"schedule", "training.schedule"},
       [](const std::string& text) { return find_word<plan::ScheduleKind>(text).has_value(); });
  take("precision", {"precision", "training.precision"},
       [](const std::string& text) { return find_word<plan::Precision>(text).has_value(); });
  take("weight_decay", {"decay", "weight_decay", "training.weight_decay"},
       [](const std::string& text) { return find_word<plan::DecayConvention>(text).has_value(); });
  return settings.empty() ? "" : fmt::format("  requires {{ {} }}\n", fmt::join(settings, "; "));
}

/// The smallest scale that was fitted: the first in order of cost.
const ScalePoint& smallest(const ValueLaw& law) {
  return *std::min_element(law.scales.begin(), law.scales.end(), [](const ScalePoint& a, const ScalePoint& b) {
    return run_cost(a).amount < run_cost(b).amount;
  });
}

std::string parameters(const FitReport& report) {
  std::string text = "reach = 1";
  for (const LawAxis& axis : report.law->axes)
    text += fmt::format(", reference_{} = {}", axis.name, shortest(smallest(*report.law).at(axis.name)));
  return text;
}

/// What the law extends, with the exponents that were refitted.
std::string base_call(const FitReport& report) {
  if (!report.rules) return "sp()";
  RulesCall call = *report.rules;
  for (const RefitExponent& one : report.refit) {
    const auto given = std::find_if(call.arguments.begin(), call.arguments.end(),
                                    [&](const auto& argument) { return argument.first == one.parameter; });
    if (given != call.arguments.end())
      given->second = exponent_text(one.value);
    else
      call.arguments.emplace_back(one.parameter, exponent_text(one.value));
  }
  return call.text();
}

/// Comments of a file have no line ends and no other text that steers.
std::string comment(const std::string& text) {
  return "/// " + harmless(text) + "\n";
}

std::string documentation(const FitReport& report) {
  const ValueLaw& law = *report.law;
  const ScalePoint& reference = smallest(law);
  std::string text =
      comment(fmt::format("Fitted by `cdp fit` to {} of {}{}, at {}.", counted(report.run_count, "run"), report.runs,
                          report.group.empty() ? "" : " (" + report.group + ")", counted(law.scales.size(), "scale")));
  for (std::size_t i = 0; i < law.axes.size(); ++i) {
    const double half = law.half_width(i);
    text += comment(fmt::format("{} goes as {}^{:.4f}; {}.", report.hyperparameter, law.axes[i].name, law.exponent(i),
                                std::isfinite(half) ? fmt::format("95% interval {:.4f} to {:.4f}",
                                                                  law.exponent(i) - half, law.exponent(i) + half)
                                                    : std::string("no interval, for want of scales")));
  }
  if (law.left_out_count > 0)
    text += comment(fmt::format("Left out one by one, the scales are predicted to {:.2f} octaves (root mean square).",
                                law.left_out_rms));
  text +=
      comment(fmt::format("At the reference, {}, {} is {}. `reference_` parameters are for another one.",
                          scale_text(reference), report.hyperparameter, short_number(predict(law, reference).value())));
  for (const auto& [tag, value] : report.tags) text += comment(fmt::format("All runs have {} {}.", tag, value));
  return text + comment(fmt::format("Batch: {}.", policy_text(report.policy)));
}

}  // namespace

std::string rule_set_name(const FitReport& report) {
  std::string name = "fitted_";
  const std::string_view from = report.hyperparameter;
  for (const char c : from.substr(from.starts_with("base.") ? 5 : 0)) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      name += c;
    else if (name.back() != '_')
      name += '_';
  }
  return name;
}

Result<std::string> to_rule_set(const FitReport& report) {
  if (!report.law) return Error{fmt::format("there is no law to write: {}", report.no_law), "--write"};
  for (const LawAxis& axis : report.law->axes)
    if (!is_word(axis.name))
      return Error{
          fmt::format("`{}` cannot be an axis of a spec; name the column in letters, digits and `_`", axis.name),
          "--write"};
  const auto changed = changed_by(report.hyperparameter);
  if (!changed)
    return Error{
        fmt::format("no rule carries `{}`; rules carry lr, eps, weight_decay and init_std of `base` and of tags, "
                    "as in `base.lr` and `@hidden.lr`",
                    report.hyperparameter),
        "--write"};
  if (report.hyperparameter == kTau && report.rules)
    return Error{"tau is of base.lr and base.weight_decay as the runs had them; leave out --rules", "--write"};
  const std::string factors = monomial(report);
  std::string text = fmt::format("// A law of {}, written by `cdp fit`.\nuse {}\n\n", harmless(report.hyperparameter),
                                 report.rules ? report.rules->use : "std.sp");
  text += documentation(report);
  text += fmt::format("rules {}({}) extends {} {{\n", rule_set_name(report), parameters(report), base_call(report));
  text +=
      requirements(report) + range_assertions(*report.law) + batch_assertion(report.policy) + held_assertions(report);
  if (!factors.empty()) text += fmt::format("  {} {{ {} *= {} }}\n", changed->selector, changed->value, factors);
  return text + "}\n";
}

}  // namespace cdp::study
