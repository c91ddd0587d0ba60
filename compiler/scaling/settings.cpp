// Applies the steps of every part, layer by layer where they differ, and unfolds the model.
#include "compiler/scaling/settings.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <tuple>

#include "compiler/base/text.h"
#include "compiler/scaling/out_of_range.h"
#include "compiler/scaling/rule_assertions.h"
#include "compiler/scaling/steps.h"

namespace cdp::scaling {
namespace {

using diag::Code;
using sema::Hp;

using Slot = std::shared_ptr<const Setting>;
using Layers = std::vector<std::int64_t>;  // an index, or a count, for each stack level

/// What acts on one hyperparameter of a folded part. The result is kept for the next layer: most are equal.
struct Line {
  std::vector<Step> steps;
  bool uniform = true;
  std::vector<Exact> factors;  // of the steps at the last layer; NaN where one does not act
  Slot last;
};

/// A folded part with all that acts on it.
struct Prepared {
  const std::vector<std::size_t>* stacks = nullptr;
  std::size_t index = 0;
  const std::string* path = nullptr;
  std::array<Line, sema::kHpCount> lines;
  bool uniform = true;
  std::shared_ptr<const Settings> last;
};

constexpr double kMostReasons = 2e7;  // fifty bytes each

constexpr Exact kIdle = std::numeric_limits<Exact>::quiet_NaN();

bool same(const std::vector<Exact>& a, const std::vector<Exact>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](Exact x, Exact y) { return x == y || (std::isnan(x) && std::isnan(y)); });
}

class Engine {
 public:
  Engine(const Inputs& inputs, diag::DiagnosticSink& sink)
      : in_(inputs),
        sink_(sink),
        ratios_(inputs.model, inputs.reference, inputs.target),
        steps_(inputs, ratios_, sink) {}

  std::optional<Scaled> run() {
    const std::size_t before = sink_.error_count();
    if (!check_rule_assertions(in_, ratios_, sink_) || !steps_.prepare()) return {};
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
    steps_.report_idle();
    if (sink_.error_count() == before && fits(tensors, multipliers)) {
      Layers indices;
      unfold(tensors, 0, tensors.size(), indices, out.tensors);
      unfold(multipliers, 0, multipliers.size(), indices, out.multipliers);
    }
    report_out_of_range(in_, excess_, sink_);
    if (sink_.error_count() != before) return {};
    return out;
  }

 private:
  Prepared prepare(std::size_t index, const ScaledPart& part) {
    Prepared out;
    out.stacks = &part.stacks;
    out.index = index;
    out.path = &part.path;
    for (Step& step : steps_.steps_of(part)) {
      Line& line = out.lines[static_cast<std::size_t>(step.hp)];
      line.uniform = line.uniform && step.matches.empty();
      out.uniform = out.uniform && line.uniform;
      line.steps.push_back(std::move(step));
    }
    if (out.uniform) settle(out, {});
    return out;
  }

  /// Whether the reasons of values that differ from layer to layer can be held; the others are shared.
  bool fits(const std::vector<Prepared>& tensors, const std::vector<Prepared>& multipliers) {
    double reasons = 0;
    for (const auto* parts : {&tensors, &multipliers}) {
      for (const Prepared& part : *parts) {
        double layers = 1;
        for (const std::size_t stack : *part.stacks) layers *= static_cast<double>(count_of(stack));
        for (const Line& line : part.lines) {
          if (line.uniform) continue;
          for (const Step& step : line.steps) reasons += layers * static_cast<double>(1 + step.matches.size());
        }
      }
    }
    if (reasons <= kMostReasons) return true;
    sink_.report<Code::E0437>(in_.target.span, in_.target.name, shortest(kMostReasons));
    return false;
  }

  std::int64_t count_of(std::size_t stack) const {
    return static_cast<std::int64_t>(in_.model.stacks[stack].count.at(in_.target.values()));
  }

  /// Consecutive parts of one stack are taken layer by layer.
  void unfold(std::vector<Prepared>& parts, std::size_t begin, std::size_t end, Layers& indices,
              std::vector<Instance>& out) {
    const std::size_t level = indices.size();
    for (std::size_t i = begin; i < end;) {
      if (parts[i].stacks->size() == level) {
        if (!parts[i].uniform) settle(parts[i], indices);
        out.push_back({parts[i].index, indices, parts[i].last});
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

  /// Brings `last` of a part to the values at a layer.
  void settle(Prepared& part, const Layers& indices) {
    Layers counts;
    if (!part.uniform)
      for (const std::size_t stack : *part.stacks) counts.push_back(count_of(stack));
    Settings settings;
    for (std::size_t hp = 0; hp < part.lines.size(); ++hp) {
      Line& line = part.lines[hp];
      if (!line.steps.empty() && (!line.last || !line.uniform)) settle(line, *part.path, indices, counts);
      settings.hps[hp] = line.last;
    }
    if (!part.last || !(*part.last == settings)) part.last = std::make_shared<const Settings>(std::move(settings));
  }

  void settle(Line& line, const std::string& path, const Layers& indices, const Layers& counts) {
    std::vector<Exact> factors;
    for (const Step& step : line.steps) {
      const auto holds = [&](const Match& match) { return match.holds(indices, counts); };
      const bool acts = step.matches.empty() || std::any_of(step.matches.begin(), step.matches.end(), holds);
      const auto value = !acts            ? kIdle
                         : step.per_layer ? steps_.factor_at(step, indices, counts)
                                          : std::optional(step.factor);
      if (!value) return;  // reported
      factors.push_back(*value);
    }
    if (line.last && same(factors, line.factors)) return;
    line.last = std::make_shared<const Setting>(value_of(line.steps, factors, path));
    line.factors = std::move(factors);
  }

  Setting value_of(const std::vector<Step>& steps, const std::vector<Exact>& factors, const std::string& path) {
    const sema::HpRow& r = row(steps.front().hp);
    Setting out;
    Exact value = 0;
    std::optional<Span> raised;
    std::optional<double> base;  // before the rules
    OutOfRange excess;
    excess.hp = r.hp;
    excess.path = path;
    bool sound = true;
    bool overflown = false;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const Step& step = steps[i];
      if (std::isnan(factors[i])) continue;
      if (step.rule && !base) base = out.value, sound = check_base(r, out) && check_bounds(steps, out, path);
      if (step.effect == Effect::kPower) {
        raised = step.at;
      } else if (raised && !is_bound(step) && first_at(step.hp, step.at)) {
        sink_.report<Code::E0416>(step.at, r.name).note(*raised, "raised to a power here");
      }
      const bool inside = in_range(r, out.value);
      apply(step, factors[i], value, out);
      const bool lost = !overflown && !holds(step, factors[i], out);
      overflown = overflown || lost;
      if (lost || (inside && !in_range(r, out.value)))
        excess.effect = step.effect, excess.factor = settled(factors[i]), excess.rule = step.at;
    }
    if (!base) sound = check_base(r, out);
    excess.base = base.value_or(out.value);
    excess.value = overflown ? std::numeric_limits<double>::infinity() : out.value;
    if (sound && !in_range(r, excess.value)) note_excess(std::move(excess));
    return out;
  }

  /// Whether a double holds a factor of the rules and what comes of it, though both are worked out in wider numbers: a
  /// plan gives them as reasons.
  static bool holds(const Step& step, Exact factor, const Setting& out) {
    const double shown = settled(factor);
    return !step.rule || (std::isfinite(shown) && (shown != 0 || factor == 0) && std::isfinite(out.value));
  }

  static bool is_bound(const Step& step) { return step.effect == Effect::kAtLeast || step.effect == Effect::kAtMost; }

  static bool acts(const Step& bound, double value) {
    const auto limit = static_cast<double>(bound.factor);
    return bound.effect == Effect::kAtLeast ? value < limit : value > limit;
  }

  void note_excess(OutOfRange excess) {
    constexpr std::size_t kMostNoted = 10'000;  // layers may differ
    const bool known = !excess_.empty() && excess_.back().path == excess.path && excess_.back().hp == excess.hp &&
                       excess_.back().value == excess.value;
    if (!known && excess_.size() < kMostNoted) excess_.push_back(std::move(excess));
  }

  /// Whether this is the first report about a place: what is wrong in one layer is wrong in many.
  bool first_at(Hp hp, Span at) { return reported_.insert({at.file, at.begin, hp}).second; }

  /// `value` is worked out in wide numbers; what the setting and its reasons say of it is settled.
  static void apply(const Step& step, Exact factor, Exact& value, Setting& out) {
    if (step.effect == Effect::kSet) out.chain.clear();
    if (is_bound(step) && !acts(step, out.value)) return;
    const bool sets = step.effect == Effect::kSet || is_bound(step);
    // Written digits beyond the fifteenth are kept for as long as nothing changes the value.
    const bool changes = !sets && factor != 1;
    switch (step.effect) {
      case Effect::kSet:
      case Effect::kAtLeast:
      case Effect::kAtMost:
        value = factor;
        out.value = static_cast<double>(factor);
        break;
      case Effect::kMultiply:
        value *= factor;
        break;
      case Effect::kPower:
        value = std::pow(value, factor);
        break;
      case Effect::kComplement:
        value = 1 - exact(settled((1 - value) * factor));  // 1 - 0.1 * 10 is 0, and no rest of a rounding
        break;
    }
    if (changes) out.value = settled(value);
    const double shown = sets ? out.value : settled(factor);
    out.chain.push_back({step.written, shown, out.value});
  }

  /// What was written must be in its domain.
  bool check_base(const sema::HpRow& r, const Setting& setting) {
    if (in_range(r, setting.value)) return true;
    const Span at = setting.chain.back().written->at;
    if (!first_at(r.hp, at)) return false;
    sink_.report<Code::E0409>(at, r.name, range_text(r), sema::number_text(setting.value));
    return false;
  }

  /// At the reference, where rules change nothing, no bound may act either.
  bool check_bounds(const std::vector<Step>& steps, const Setting& setting, const std::string& path) {
    bool good = true;
    for (const Step& step : steps) {
      if (!is_bound(step) || !acts(step, setting.value)) continue;
      good = false;
      const Span at = setting.chain.back().written->at;
      if (first_at(step.hp, at))
        sink_.report<Code::E0462>(at, row(step.hp).name, "`" + path + "`", shortest(setting.value), step.written->text)
            .note(step.at, "the bound");
    }
    return good;
  }

  const Inputs& in_;
  diag::DiagnosticSink& sink_;
  Ratios ratios_;
  StepBuilder steps_;
  std::set<std::tuple<FileId, std::uint32_t, Hp>> reported_;
  std::vector<OutOfRange> excess_;
};

}  // namespace

std::optional<Scaled> scale(const Inputs& inputs, diag::DiagnosticSink& sink) {
  return Engine(inputs, sink).run();
}

}  // namespace cdp::scaling
