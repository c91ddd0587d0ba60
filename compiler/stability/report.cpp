// See report.h.
#include "compiler/stability/report.h"

#include <algorithm>

#include <fmt/format.h>

#include "compiler/analysis/growth/directions.h"
#include "compiler/analysis/growth/graph.h"
#include "compiler/analysis/learning.h"
#include "compiler/plan/value_names.h"
#include "compiler/scaling/graph_at.h"

namespace cdp::stability {

namespace {

using analysis::Facts;
using analysis::Instability;

/// What may be there: sizes are held against a bound, which the terms of the size do not have.
void close_sum(Finding& finding, const std::string& axis) {
  double sum = 0;
  for (const Term& term : finding.because) sum += term.exponent;
  const double allowed = rounded(sum - finding.effect);
  if (allowed == 0) return;
  finding.because.push_back({-allowed, fmt::format("where {} would do", exponent_text({allowed}, axis)), ""});
}

Finding finding_of(const Facts& facts, const SourceMap& sources, const Instability& fault, const std::string& axis) {
  Finding finding;
  finding.verdict = fault.first.verdict;
  const bool is_beta = fault.first.hp == sema::Hp::beta1 || fault.first.hp == sema::Hp::beta2;
  finding.hp = (is_beta ? "1 - " : "") + std::string(sema::row(fault.first.hp).name);
  finding.names = analysis::names_of(facts, fault);
  finding.found = fault.first.found;
  finding.wanted = fault.first.wanted;
  finding.effect = fault.first.effect;
  finding.excuse = fault.first.excuse;
  for (const analysis::Term& term : fault.first.because)
    finding.because.push_back({term.exponent, term.text, sources.place(term.span)});
  close_sum(finding, axis);
  if (!fault.repair) return finding;
  if (fault.repair->changed != nullptr) finding.rules_at = sources.place(fault.repair->changed->span);
  finding.repair = fault.repair->changed != nullptr ? fault.repair->line : fault.repair->added;
  return finding;
}

/// What batch and duration do to the statistics of other optimizers is not counted.
void note_optimizers(Axis& report, const Facts& facts) {
  for (const model::Tensor& tensor : facts.model.tensors)
    if (analysis::updater_of(facts, tensor).optimizer != plan::OptimizerKind::adamw)
      report.undecided.emplace_back(tensor.path, "batch and duration are counted under AdamW only");
}

}  // namespace

bool Axis::stable() const {
  return std::all_of(findings.begin(), findings.end(), [](const Finding& finding) { return !finding.is_fault(); });
}

bool Report::stable() const {
  return std::all_of(axes.begin(), axes.end(), [](const Axis& axis) { return axis.stable(); });
}

const std::vector<Column>& value_columns() {
  static const std::vector<Column> columns = {
      {"entry", "at init", "an entry at initialisation"},
      {"first", "first steps", "its change in the first steps, before updates align"},
      {"aligned", "aligned", "its change over the run, once updates align"},
      {"gradient_first", "gradient", "an entry of the loss's gradient, at initialisation"},
      {"gradient", "later", "the same after alignment"},
  };
  return columns;
}

const std::vector<Column>& tensor_columns() {
  static const std::vector<Column> columns = {
      {"std", "at init", "an entry at initialisation"},
      {"spectral", "spectral", "the spectral norm at initialisation; of a vector an entry"},
      {"step", "step", "an entry of one step of the optimizer"},
      {"relative", "step / init", "an entry of a step over one of the tensor at initialisation"},
      {"reach", "output", "what its steps change in the model's output, after alignment"},
      {"gradient_first", "gradient", "an entry of the gradient, at initialisation"},
      {"gradient", "later", "the same after alignment"},
      {"eps", "eps", "the optimizer's eps"},
      {"decay", "decay", "what one step of weight decay takes, as a share of the tensor"},
      {"equilibrium", "balance", "an entry once steps and decay balance"},
  };
  return columns;
}

Axis axis_report(const Facts& facts, const SourceMap& sources, const analysis::Direction& direction) {
  Axis report;
  report.name = direction.name;
  report.of_run = analysis::is_horizon(direction);
  const analysis::AxisVerdicts verdicts = analysis::verdicts_along(facts, direction);
  for (const Instability& fault : analysis::instabilities_of(facts, verdicts))
    report.findings.push_back(finding_of(facts, sources, fault, base_of(report)));
  for (const auto& [tensor, reason] : verdicts.undecided)
    report.undecided.emplace_back(facts.model.tensors[tensor].path, reason);
  if (report.of_run) note_optimizers(report, facts);
  const analysis::AxisGrowth growth = analysis::growth_along(facts, direction);
  const auto names = plan::value_names(scaling::graph_at(facts.model, facts.reference().scaled.target));
  const analysis::FlowGraph graph(facts.model);
  for (const model::Node* node : graph.nodes()) {
    const analysis::ValueGrowth& v = growth.values[node->id];
    report.values.push_back(
        {names.at(fmt::format("%{}", node->id)), {v.entry, v.first, v.aligned, v.gradient_first, v.gradient}});
  }
  for (std::size_t i = 0; i < facts.model.tensors.size(); ++i) {
    const analysis::TensorGrowth& t = growth.tensors[i];
    report.tensors.push_back({facts.model.tensors[i].path,
                              {t.std, t.spectral, t.step, t.relative, t.reach, t.gradient_first, t.gradient, t.eps,
                               t.decay, t.equilibrium}});
  }
  return report;
}

}  // namespace cdp::stability
