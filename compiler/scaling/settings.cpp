// Applies the steps of every part, layer by layer where they differ, and unfolds the model.
#include "compiler/scaling/settings.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "compiler/base/text.h"
#include "compiler/scaling/adjustments.h"

namespace cdp::scaling {
namespace {

using diag::Code;
using sema::Hp;

/// A folded part with all that acts on it.
struct Prepared {
  const std::vector<std::size_t>* stacks = nullptr;
  std::size_t index = 0;
  const std::string* path = nullptr;
  std::vector<Step> steps;
  bool uniform = true;
  std::shared_ptr<const Settings> shared;  // where all layers are equal
};

class Engine {
 public:
  Engine(const Inputs& inputs, diag::DiagnosticSink& sink) : in_(inputs), sink_(sink), adjustments_(inputs, sink) {}

  std::optional<Scaled> run() {
    const std::size_t before = sink_.error_count();
    if (!adjustments_.prepare()) return {};
    Scaled out{in_.reference, in_.target, {}, {}, count_parameters(in_.model, in_.target.values())};
    std::vector<Prepared> tensors;
    for (std::size_t i = 0; i < in_.model.tensors.size(); ++i) {
      const model::Tensor& t = in_.model.tensors[i];
      tensors.push_back(prepare(i, {t.path, t.tags, t.stacks, t.span, &t, nullptr}));
    }
    std::vector<Prepared> multipliers;
    for (std::size_t i = 0; i < in_.model.multipliers.size(); ++i) {
      const model::Multiplier& m = in_.model.multipliers[i];
      multipliers.push_back(prepare(i, {m.path, m.tags, m.stacks, m.span, nullptr, &m}));
    }
    adjustments_.report_idle();
    if (sink_.error_count() != before) return {};
    std::vector<std::int64_t> indices;
    unfold(tensors, 0, tensors.size(), indices, out.tensors);
    unfold(multipliers, 0, multipliers.size(), indices, out.multipliers);
    if (sink_.error_count() != before) return {};
    return out;
  }

 private:
  Prepared prepare(std::size_t index, const Part& part) {
    Prepared out{&part.stacks, index, &part.path, adjustments_.steps_of(part), true, nullptr};
    for (const Step& step : out.steps) out.uniform = out.uniform && step.matches.empty();
    if (out.uniform) out.shared = settle(out, {}, {});
    return out;
  }

  std::int64_t count_of(std::size_t stack) const {
    return static_cast<std::int64_t>(in_.model.stacks[stack].count.at(in_.target.values()));
  }

  /// Consecutive parts of one stack are taken layer by layer.
  void unfold(const std::vector<Prepared>& parts, std::size_t begin, std::size_t end,
              std::vector<std::int64_t>& indices, std::vector<Instance>& out) {
    const std::size_t level = indices.size();
    for (std::size_t i = begin; i < end;) {
      if (parts[i].stacks->size() == level) {
        out.push_back({parts[i].index, indices, parts[i].shared ? parts[i].shared : settle_at(parts[i], indices)});
        ++i;
        continue;
      }
      const std::size_t stack = (*parts[i].stacks)[level];
      std::size_t last = i;
      while (last < end && parts[last].stacks->size() > level && (*parts[last].stacks)[level] == stack) ++last;
      const std::int64_t count = count_of(stack);
      for (std::int64_t layer = 0; layer < count; ++layer) {
        indices.push_back(layer);
        unfold(parts, i, last, indices, out);
        indices.pop_back();
      }
      i = last;
    }
  }

  std::shared_ptr<const Settings> settle_at(const Prepared& part, const std::vector<std::int64_t>& indices) {
    std::vector<std::int64_t> counts;
    for (const std::size_t stack : *part.stacks) counts.push_back(count_of(stack));
    return settle(part, indices, counts);
  }

  std::shared_ptr<const Settings> settle(const Prepared& part, const std::vector<std::int64_t>& indices,
                                         const std::vector<std::int64_t>& counts) {
    auto out = std::make_shared<Settings>();
    std::map<Hp, Span> raised;
    bool checked = false;
    for (const Step& step : part.steps) {
      if (step.rule && !checked) check_base(*out), checked = true;
      const bool here = step.matches.empty() || std::any_of(step.matches.begin(), step.matches.end(),
                                                            [&](const Match& m) { return m.holds(indices, counts); });
      if (!here) continue;
      double factor = step.factor;
      if (step.per_layer) {
        const auto value = adjustments_.factor_at(step, indices, counts);
        if (!value) return out;
        factor = *value;
      }
      if (step.effect == Effect::kPower) raised.emplace(step.hp, step.at);
      if (const auto at = raised.find(step.hp);
          at != raised.end() && step.effect != Effect::kPower && first_at(step.hp, step.at))
        sink_.report<Code::E0416>(step.at, row(step.hp).name).note(at->second, "raised to a power here");
      apply(step, factor, out->hps[static_cast<std::size_t>(step.hp)]);
    }
    if (!checked) check_base(*out);
    clamp(*out, *part.path);
    return out;
  }

  /// Whether this is the first report about a place: what is wrong in one layer is wrong in many.
  bool first_at(Hp hp, Span at) { return reported_.insert({at.file, at.begin, hp}).second; }

  static void apply(const Step& step, double factor, std::optional<Setting>& slot) {
    if (!slot) slot.emplace();
    if (step.effect == Effect::kSet) slot->chain.clear();
    double& value = slot->value;
    switch (step.effect) {
      case Effect::kSet:
        value = factor;
        break;
      case Effect::kMultiply:
        value *= factor;
        break;
      case Effect::kPower:
        value = std::pow(value, factor);
        break;
      case Effect::kComplement:
        value = factor == 1 ? value : 1 - (1 - value) * factor;
        break;
    }
    slot->chain.push_back({step.at, step.text, factor, value, step.source});
  }

  static bool inside(const sema::HpRow& r, double value) {
    return std::isfinite(value) && value >= r.least && value < r.below;
  }

  /// What was written must be in its domain.
  void check_base(const Settings& settings) {
    for (const auto& r : sema::kHyperparameters) {
      const auto& slot = settings.at(r.hp);
      if (!slot || inside(r, slot->value) || !first_at(r.hp, slot->chain.back().at)) continue;
      const std::string range = std::isinf(r.least) ? "a finite number"
                                : std::isinf(r.below)
                                    ? shortest(r.least) + " or more"
                                    : "at least " + shortest(r.least) + " and below " + shortest(r.below);
      sink_.report<Code::E0409>(slot->chain.back().at, r.name, range,
                                std::isfinite(slot->value) ? shortest(slot->value) : "a value that is not finite");
    }
  }

  /// What rules drive out of it is clamped, with a warning.
  void clamp(Settings& settings, const std::string& path) {
    for (const auto& r : sema::kHyperparameters) {
      auto& slot = settings.hps[static_cast<std::size_t>(r.hp)];
      if (!slot || inside(r, slot->value)) continue;
      const Span at = slot->chain.back().at;
      if (!std::isfinite(slot->value)) {
        sink_.report<Code::E0425>(at, r.name, path, in_.target.name);
        continue;
      }
      const double bound = slot->value < r.least ? r.least : std::nextafter(r.below, r.least);
      const std::string text = "clamped from " + shortest(slot->value);
      if (first_at(r.hp, at))
        sink_.report<Code::W0430>(at, r.name, path, shortest(slot->value), in_.target.name, shortest(bound));
      slot->value = bound;
      slot->chain.push_back({at, text, bound, bound, slot->chain.back().source});
    }
  }

  const Inputs& in_;
  diag::DiagnosticSink& sink_;
  Adjustments adjustments_;
  std::set<std::tuple<FileId, std::uint32_t, Hp>> reported_;
};

}  // namespace

std::optional<Scaled> scale(const Inputs& inputs, diag::DiagnosticSink& sink) {
  return Engine(inputs, sink).run();
}

}  // namespace cdp::scaling
