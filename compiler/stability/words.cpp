// The words that text, Markdown and JSON share.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/plan/groups.h"
#include "compiler/stability/report.h"

namespace cdp::stability {

namespace {

constexpr std::size_t kNames = 4;   // of a finding that are shown
constexpr std::size_t kButFor = 2;  // that `every tensor but` may leave out

/// `stays`, `falls as width^-1`
std::string movement(double exponent, const std::string& base, bool must) {
  const double value = rounded(exponent);
  if (value == 0) return must ? "stay" : "stays";
  const std::string_view verb = value > 0 ? "grow" : "fall";
  return fmt::format("{}{} as {}", verb, must ? "" : "s", exponent_text({exponent}, base));
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The tensors that are not among the names.
std::vector<std::string> others(const std::vector<std::string>& names, const Axis& axis) {
  std::vector<std::string> rest;
  for (const Row& tensor : axis.tensors)
    if (!contains(names, tensor.name)) rest.push_back(tensor.name);
  return rest;
}

}  // namespace

double rounded(double exponent) {
  constexpr double kStep = 1e6;
  const double value = std::round(exponent * kStep) / kStep;
  return value == 0 ? 0 : value;  // and no -0
}

std::string exponent_text(const analysis::Exponent& exponent, std::string_view base) {
  if (!exponent.known()) return "?";
  if (exponent.nothing()) return "0";
  const double value = rounded(exponent.value);
  if (value == 0) return "1";
  return value == 1 ? std::string(base) : fmt::format("{}^{}", base, shortest(value));
}

std::string base_of(const Axis& axis) {
  return axis.name.find(',') == std::string::npos ? axis.name : "(" + axis.name + ")";
}

Subject subject_of(const std::vector<std::string>& names, const Axis& axis) {
  if (names.empty()) return {"a number of the model", {}, 0};
  const std::vector<std::string> missing = others(names, axis);
  const bool of_tensors = axis.tensors.size() > 1 && missing.size() + names.size() == axis.tensors.size();
  if (of_tensors && missing.empty()) return {"every tensor", {}, 0};
  std::vector<std::string> shown = plan::braced(names);
  std::vector<std::string> left_out = plan::braced(missing);
  if (of_tensors && shown.size() > kNames && left_out.size() <= kButFor)
    return {"every tensor but", std::move(left_out), 0};
  const std::size_t more = shown.size() - std::min(kNames, shown.size());
  shown.resize(shown.size() - more);
  return {{}, std::move(shown), more};
}

std::string Subject::text(Show show) const {
  std::vector<std::string> shown;
  shown.reserve(names.size());
  for (const std::string& name : names) shown.push_back(show(name));
  const std::string list = fmt::format("{}", fmt::join(shown, ", "));
  return fmt::format("{}{}{}{}", all, all.empty() || list.empty() ? "" : " ", list,
                     more > 0 ? fmt::format(" and {} more", more) : "");
}

std::string sentence(const Finding& finding, const Axis& axis) {
  const std::string base = base_of(axis);
  return fmt::format("`{}` {} and must {}", finding.hp, movement(finding.found, base, false),
                     movement(finding.wanted, base, true));
}

std::string remark(const Finding& finding, const Axis& axis) {
  const double would_do = rounded(finding.found - finding.effect);
  if (finding.hp != "value" || would_do == rounded(finding.wanted)) return "";
  return fmt::format("{} would do at initialisation; what training changes is larger, and asks for the rest",
                     exponent_text({would_do}, base_of(axis)));
}

std::string_view sum_of_terms(const Finding& finding) {
  using analysis::Verdict;
  switch (finding.verdict) {
    case Verdict::exploding:
    case Verdict::vanishing:
      return finding.hp == "lr" ? "what training changes in the output" : "the size of an entry";
    case Verdict::lazy:
      return "what training changes in the output";
    case Verdict::eps_dominates:
    case Verdict::eps_lost:
      return "eps over the gradient";
    case Verdict::decay_moves:
      return "what weight decay takes of the weight";
    case Verdict::noise_moves:
      return "the noise of all steps together, squared";
    case Verdict::memory_moves:
      return "how often the averages forget in a run";
  }
  return "";
}

const std::vector<VerdictRow>& verdict_rows() {
  static const std::vector<VerdictRow> rows = {
#define VERDICT(name, word, meaning) {word, meaning},
#include "compiler/analysis/growth/verdicts.def"
#undef VERDICT
  };
  return rows;
}

std::string_view verdict(const Axis& axis) {
  if (!axis.stable()) return "not stable";
  if (axis.undecided.empty()) return "stable";
  return axis.undecided.size() < axis.tensors.size() ? "stable as far as is known" : "unknown";
}

std::string_view what_stays(const Axis& axis) {
  if (axis.of_run) return "the noise of a run, the memory of Adam's averages and what weight decay takes all stay";
  return "every size stays and every tensor learns: at initialisation, in the first steps, and once updates align";
}

std::vector<std::pair<std::vector<std::string>, std::string>> undecided_by_reason(const Axis& axis) {
  std::vector<std::pair<std::vector<std::string>, std::string>> groups;
  for (const auto& [name, why] : axis.undecided) {
    const auto of = std::find_if(groups.begin(), groups.end(), [&why = why](const auto& g) { return g.second == why; });
    if (of == groups.end())
      groups.push_back({{name}, why});
    else
      of->first.push_back(name);
  }
  return groups;
}

}  // namespace cdp::stability
