// See probe.h.
#include "runtime/measure/probe.h"

#include <set>
#include <utility>

#include "compiler/base/dotted.h"
#include "compiler/plan/value_names.h"

namespace cdp::runtime {
namespace {

bool changes_sizes(const plan::Node& node) {
  const plan::Operation* row = plan::find_operation(node.op);
  if (row == nullptr) return true;  // a stack
  return row->transfer != plan::Transfer::kKeeps && row->transfer != plan::Transfer::kCounts;
}

/// The values to look at.
void collect(const plan::Block& block, std::set<std::string>& ids) {
  for (const plan::Node& node : block.nodes) {
    if (changes_sizes(node)) ids.insert(node.id);
    if (node.body) collect(*node.body, ids);
  }
}

}  // namespace

double rms(const torch::Tensor& entries) {
  constexpr double kSafe = 1e-15;  // below, squares leave the range of fp32
  if (entries.numel() == 0) return 0;
  const torch::Tensor flat = entries.detach().reshape({-1});
  const double root = std::sqrt(static_cast<double>(flat.numel()));
  const double quick = at::norm(flat).item<double>() / root;
  return quick > kSafe || std::isnan(quick) ? quick : at::norm(flat.to(torch::kDouble)).item<double>() / root;
}

Probe::Probe(const plan::Plan& plan, const Model& model, torch::Tensor input) : input_(std::move(input)) {
  const auto names = plan::value_names(plan.graph);
  std::set<std::string> ids;
  collect(plan.graph, ids);
  for (const NamedSlot& one : model.named()) {
    if (!ids.contains(one.id)) continue;
    const std::string& folded = names.at(one.id);
    const auto stars = dotted::count_stars(folded);
    const auto indices = std::span(one.indices);
    watched_.push_back({one.slot, dotted::expand(folded, indices.first(stars)), one.id, {}});
  }
}

std::vector<run::ActivationLine> Probe::look(const Model& model, const run::ActivationLine& at) {
  const at::NoGradGuard no_grad;
  std::vector<run::ActivationLine> lines;
  lines.reserve(watched_.size());
  model.forward(input_, [&](std::size_t slot, const torch::Tensor& value) {
    for (Watched& one : watched_) {
      if (one.slot != slot) continue;
      run::ActivationLine line = at;
      line.module = one.name;
      line.value = one.id;
      line.rms = rms(value);
      if (one.first.defined())
        line.change = rms(value - one.first);
      else
        one.first = value.clone();
      lines.push_back(std::move(line));
    }
  });
  return lines;
}

}  // namespace cdp::runtime
