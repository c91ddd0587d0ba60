// Adam's eps against the gradient, and what weight decay takes in a run. See search.h.
#include <algorithm>
#include <utility>

#include "compiler/analysis/decay.h"
#include "compiler/analysis/growth/search.h"

namespace cdp::analysis {

namespace {

using sema::Hp;

/// Why an eps off its gradient is no fault; empty where it is. `grouped`: the gradient is a sum over heads.
std::string_view excuse_of(const Search& search, const model::Tensor& tensor, const Violation& violation,
                           bool grouped) {
  if (!is_zero(violation.found)) return "";
  if (violation.verdict == Verdict::eps_lost)
    return "no rule makes eps smaller; beside a larger gradient it does no harm";
  if (tensor.tags.contains("norm") && tensor.tags.contains("trunk"))
    return "Table 1 of arXiv:2512.22382 prints a constant eps for the last norm, though its gradient falls";
  const std::string& axis = search.found.direction.name;
  if (grouped && axis != "width" && axis != "depth" && violation.effect < 0.5 + kSameExponent)
    return "gradients of what heads share go with the root of their number, which no ratio of a rule set says";
  return "";
}

void check_eps(Search& search, const BackwardPass& backward, std::size_t i) {
  const model::Tensor& tensor = search.given.model().tensors[i];
  const auto value = value_of(search.given.facts().reference().tensors[i].first, Hp::eps);
  const Exponent first = backward.tensors[i].first, later = backward.tensors[i].aligned;
  if (value.value_or(0) == 0 || tensor.tags.contains("balance") || !later.known() || later.nothing()) return;
  if (!first.known()) return;
  // Onto fewer numbers than it reads a matrix adds up what many readers send back, who may agree or cancel.
  const double open = std::max(0.0, search.given.fan_in(i) - search.given.fan_out(i)) / 2;
  const double low =
      (first.nothing() ? later.value : std::min(first.value, later.value)) - (may_align(search.given, i) ? open : 0);
  const double high = first.nothing() ? later.value : std::max(first.value, later.value);
  const double eps = search.given.of(i, Hp::eps);
  if (eps > low - kSameExponent && eps < high + kSameExponent) return;
  // Of what is shared by many the gradients agree after some steps; else those of the first steps are the surer ones.
  const bool shared = tensor.dims.size() < 2;
  const double wanted = shared || first.nothing() ? later.value : first.value;
  Violation violation;
  violation.verdict = eps > wanted ? Verdict::eps_dominates : Verdict::eps_lost;
  violation.effect = eps - wanted;
  violation.tensor = i;
  violation.hp = Hp::eps;
  violation.found = eps;
  violation.wanted = wanted;
  violation.excuse = excuse_of(search, tensor, violation, !first.nothing() && !is_zero(first.value - later.value));
  violation.because = {{"eps", eps, tensor.span}, {"over an entry of the gradient", -wanted, tensor.span}};
  search.repair(std::move(violation));
}

void check_decay(Search& search, std::size_t i) {
  const Exponent decay = decay_of(search.given, i);
  if (decay.nothing() || is_zero(decay.value)) return;
  const model::Tensor& tensor = search.given.model().tensors[i];
  Violation violation;
  violation.verdict = Verdict::decay_moves;
  violation.effect = decay.value;
  violation.tensor = i;
  violation.hp = Hp::weight_decay;
  violation.found = search.given.of(i, Hp::weight_decay);
  violation.wanted = violation.found - decay.value;
  if (search.found.direction.name == "depth" && is_zero(violation.found))
    violation.excuse = "tables that let lr of the blocks fall with depth (alpha < 1) leave weight_decay as it is";
  violation.because = {{"weight_decay", violation.found, tensor.span}};
  if (decay_is_coupled(search.given.facts()))
    violation.because.insert(violation.because.begin(), {"lr", search.given.of(i, Hp::lr), tensor.span});
  search.repair(std::move(violation));
}

}  // namespace

void check_statistics(Search& search) {
  const Passes passes = passes_of(search.given, search.graph);
  for (std::size_t i = 0; i < search.given.model().tensors.size(); ++i) {
    if (passes.steps[i].nothing()) continue;
    check_eps(search, passes.backward, i);
    check_decay(search, i);
  }
}

}  // namespace cdp::analysis
