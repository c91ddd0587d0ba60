// Unfolds tensors and multipliers into the plan's lists; the graph keeps its stacks folded.
#include "compiler/pipeline/emit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "compiler/base/dotted.h"
#include "compiler/base/text.h"
#include "compiler/plan/json.h"
#include "compiler/plan/size.h"
#include "compiler/scaling/graph_at.h"
#include "compiler/scaling/updater.h"

namespace cdp::pipeline {
namespace {

using sema::Hp;

/// Chains that are kept: a kilobyte each with its text, and more where a rule reads many ratios.
constexpr std::size_t kMostShared = 10'000;

class Emitter {
 public:
  Emitter(const AnalysedSpec& analysis, const scaling::Scaled& scaled, Reasons reasons)
      : a_(analysis), scaled_(scaled), reasons_(reasons), shapes_(analysis.model->tensors.size()) {}

  plan::Plan whole() {
    plan::Plan out = head();
    out.tensors.reserve(scaled_.tensors.size());
    for (const auto& instance : scaled_.tensors) {
      out.tensors.push_back(tensor(instance));
      out.tensors.back().because = because(instance);
    }
    for (const auto& instance : scaled_.multipliers) {
      out.multipliers.push_back(multiplier(instance));
      out.multipliers.back().because = because(instance);
    }
    return out;
  }

  void json(const Put& put) {
    plan::write_json(head(),
                     {scaled_.tensors.size(), [this](std::size_t i) { return tensor(scaled_.tensors[i]); },
                      [this](std::size_t i) { return chains(scaled_.tensors[i]); }},
                     {scaled_.multipliers.size(), [this](std::size_t i) { return multiplier(scaled_.multipliers[i]); },
                      [this](std::size_t i) { return chains(scaled_.multipliers[i]); }},
                     put);
  }

 private:
  /// All but tensors and multipliers.
  plan::Plan head() {
    plan::Plan out;
    out.compiler = CDP_VERSION;
    out.spec = spec();
    out.target = scaled_.target.name;
    out.parameterization = {a_.rules->name, a_.rules->arguments};
    scale(out);
    training(out);
    out.parameters = {static_cast<std::int64_t>(scaled_.parameters.total),
                      static_cast<std::int64_t>(scaled_.parameters.non_embedding)};
    out.graph = scaling::graph_at(*a_.model, scaled_.target);
    return out;
  }

  plan::SpecInfo spec() const {
    std::vector<plan::SpecFile> files;
    for (const auto& file : a_.program.files)
      files.push_back({file->listed, sha256(a_.sources.file(file->ast.id).text), file->stands_in});
    std::string hash = plan::spec_hash(files);
    return {a_.program.root().listed, std::move(hash), std::move(files), a_.sets};
  }

  void scale(plan::Plan& out) const {
    const auto& reference = scaled_.reference;
    const auto& target = scaled_.target;
    const auto add = [&](const std::string& axis, double from, double to, const std::string& unit) {
      out.scale.emplace_back(axis, plan::AxisScale{from, to, to / from, unit});
    };
    const auto plain = [&](const std::string& axis) {
      if (reference.axes.contains(axis)) add(axis, reference.at(axis), target.at(axis), "");
    };
    plain("width");
    plain("depth");
    // Rules see the batch in tokens; where contexts differ, sequences would not show that ratio.
    const bool in_tokens = reference.tokens && reference.at("context") != target.at("context");
    if (in_tokens) {
      add("batch", reference.batch_tokens(), target.batch_tokens(), "tok");
    } else {
      add("batch", reference.at("batch"), target.at("batch"), "seq");
    }
    add("duration", reference.at("duration"), target.at("duration"), reference.tokens ? "tok" : "seq");
    plain("context");
    for (const auto& [axis, value] : reference.axes)
      if (!sema::is_builtin_axis(axis)) plain(axis);
  }

  void training(plan::Plan& out) const {
    const auto& settings = a_.spec->training;
    const std::int64_t steps = scaled_.target.steps();
    const auto part = [&](double fraction) {
      return static_cast<std::int64_t>(std::llround(fraction * static_cast<double>(steps)));
    };
    auto& t = out.training;
    t.task = settings.task;
    t.optimizer = settings.optimizer;
    t.steps = steps;
    t.batch = static_cast<std::int64_t>(scaled_.target.at("batch"));
    if (scaled_.target.tokens) t.context = static_cast<std::int64_t>(scaled_.target.at("context"));
    t.features = a_.model->features;
    t.schedule.kind = settings.schedule.kind;
    t.schedule.warmup_steps = part(settings.schedule.warmup);
    if (settings.schedule.kind == plan::ScheduleKind::wsd)
      t.schedule.decay_steps = std::min(part(settings.schedule.decay), steps - t.schedule.warmup_steps);
    t.schedule.floor = settings.schedule.floor;
    t.grad_clip = settings.grad_clip;
    t.precision = settings.precision;
    t.seed = settings.seed;
    out.conventions.weight_decay = settings.weight_decay;
  }

  plan::Tensor tensor(const scaling::Instance& instance) {
    const model::Tensor& t = a_.model->tensors[instance.part];
    const scaling::Settings& s = *instance.settings;
    plan::Tensor out;
    out.name = dotted::expand(t.path, instance.indices);
    out.shape = shape(instance.part).target;
    out.reference_shape = shape(instance.part).reference;
    out.tags = tags(t.tags);
    out.init.distribution = t.distribution;
    if (const auto& std = s.at(Hp::init_std)) out.init.std = std->value;
    const sema::TrainingSettings& training = a_.spec->training;
    if (!plan::row(training.optimizer).tag.empty()) out.optimizer = scaling::updater_of(training, t).optimizer;
    out.lr = s.at(Hp::lr)->value;
    out.beta1 = s.at(Hp::beta1)->value;
    if (const auto& beta2 = s.at(Hp::beta2)) out.beta2 = beta2->value;
    if (const auto& eps = s.at(Hp::eps)) out.eps = eps->value;
    out.weight_decay = s.at(Hp::weight_decay)->value;
    return out;
  }

  plan::Multiplier multiplier(const scaling::Instance& instance) {
    const model::Multiplier& m = a_.model->multipliers[instance.part];
    return {dotted::expand(m.path, instance.indices), tags(m.tags), instance.settings->at(Hp::value)->value, {}};
  }

  static std::vector<std::string> tags(const std::set<std::string>& all) { return {all.begin(), all.end()}; }

  struct Shape {
    std::vector<std::int64_t> target, reference;
  };

  /// Worked out once for all layers.
  const Shape& shape(std::size_t part) {
    auto& slot = shapes_[part];
    if (slot) return *slot;
    slot.emplace();
    for (const auto& dim : a_.model->tensors[part].dims) {
      slot->target.push_back(static_cast<std::int64_t>(dim.at(scaled_.target.values())));
      slot->reference.push_back(static_cast<std::int64_t>(dim.at(scaled_.reference.values())));
    }
    return *slot;
  }

  std::optional<plan::Because> because(const scaling::Instance& instance) {
    const std::vector<plan::Chain>* all = chains(instance);
    if (all == nullptr) return std::nullopt;
    plan::Because out;
    out.reserve(all->size());
    for (const plan::Chain& chain : *all) out.emplace_back(std::string(chain.value), *chain.reasons);
    return out;
  }

  /// Those of a part, until the next is asked for; null where reasons are left out.
  const std::vector<plan::Chain>* chains(const scaling::Instance& instance) {
    if (reasons_ == Reasons::kLeaveOut) return nullptr;
    chains_.clear();
    for (const auto& row : sema::kHyperparameters) {
      const auto& slot = instance.settings->at(row.hp);
      if (!slot) continue;
      const bool has_others = instance.settings.use_count() > 1 || slot.use_count() > 1;
      if (const auto* shared = has_others ? shared_reasons(*slot) : nullptr) {
        chains_.push_back({row.name, shared, true});
        continue;
      }
      auto& own = own_[static_cast<std::size_t>(row.hp)];
      own = reasons_of(*slot);
      chains_.push_back({row.name, &own, false});
    }
    return &chains_;
  }

  /// Null where too many are kept already.
  const std::vector<plan::Reason>* shared_reasons(const scaling::Setting& setting) {
    const auto known = shared_.find(&setting);
    if (known != shared_.end()) return &known->second;
    if (shared_.size() == kMostShared) return nullptr;
    return &shared_.emplace(&setting, reasons_of(setting)).first->second;
  }

  std::vector<plan::Reason> reasons_of(const scaling::Setting& setting) {
    std::vector<plan::Reason> reasons;
    reasons.reserve(setting.chain.size());
    for (const scaling::Reason& reason : setting.chain) reasons.push_back(reason_of(reason));
    return reasons;
  }

  plan::Reason reason_of(const scaling::Reason& from) {
    const scaling::Written& line = *from.written;
    plan::Reason out{shown_place(line.at), line.text, line.effect, from.factor};
    out.ratios.reserve(line.ratios.size());
    out.exponents.reserve(line.ratios.size());
    for (const scaling::RatioRead& ratio : line.ratios) {
      out.ratios.emplace_back(ratio.name, ratio.value);
      out.exponents.emplace_back(ratio.name, ratio.exponent);
    }
    return out;
  }

  /// `gpt.cdp:17:18`: without folders for the spec's own files, so that the plan does not depend on where it stands.
  const std::string& shown_place(Span span) {
    std::string& shown = places_[std::uint64_t{span.file} << 32 | span.begin];
    if (!shown.empty()) return shown;
    const std::string& path = a_.sources.file(span.file).path;
    const auto at = a_.sources.position(span.file, span.begin);
    const std::string name = path.starts_with("std/") ? path : std::filesystem::path(path).filename().string();
    return shown = name + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
  }

  const AnalysedSpec& a_;
  const scaling::Scaled& scaled_;
  Reasons reasons_;
  std::vector<std::optional<Shape>> shapes_;
  std::unordered_map<std::uint64_t, std::string> places_;  // as shown, by file and offset; few, in many reasons
  std::vector<plan::Chain> chains_;                        // of the part in hand
  std::array<std::vector<plan::Reason>, sema::kHpCount> own_;
  std::unordered_map<const scaling::Setting*, std::vector<plan::Reason>> shared_;  // its own, and that of others
};

}  // namespace

plan::Plan emit(const AnalysedSpec& analysis, const scaling::Scaled& scaled, Reasons reasons) {
  return Emitter(analysis, scaled, reasons).whole();
}

void emit_json(const AnalysedSpec& analysis, const scaling::Scaled& scaled, Reasons reasons, const Put& put) {
  Emitter(analysis, scaled, reasons).json(put);
}

Result<std::string> emit_readable(const AnalysedSpec& analysis, const scaling::Scaled& scaled) {
  std::string json;
  for (const Reasons reasons : {Reasons::kKeep, Reasons::kLeaveOut}) {
    json = plan::to_json(emit(analysis, scaled, reasons));
    if (json.size() <= plan::kMostPlan.bytes) return json;
  }
  return Error{fmt::format("its plan has {} MiB even without reasons; cdp-run reads plans of up to {} MiB",
                           json.size() >> 20U, plan::kMostPlan.bytes >> 20U),
               ""};
}

bool is_readable(const AnalysedSpec& analysis, const scaling::Scaled& scaled) {
  std::uint64_t bytes = 0;
  emit_json(analysis, scaled, Reasons::kKeep, [&bytes](std::string_view piece) {
    bytes += piece.size();
    return bytes <= plan::kMostPlan.bytes;
  });
  return bytes <= plan::kMostPlan.bytes;
}

}  // namespace cdp::pipeline
