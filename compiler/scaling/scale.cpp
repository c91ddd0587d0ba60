// Units to numbers. language.md, "Words and values": tokens and sequences convert through the context.
#include "compiler/scaling/scale.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "compiler/base/check.h"
#include "compiler/base/text.h"
#include "compiler/model/assertion.h"
#include "compiler/model/tags.h"
#include "compiler/plan/limits.h"
#include "compiler/scaling/graph_at.h"

namespace cdp::scaling {
namespace {

using diag::Code;
using sema::AxisSetting;
using sema::Unit;

constexpr double kMostNumbers = 9007199254740992.0;  // 2^53: beyond it counts are no longer exact

std::vector<AxisSetting> overlay(const sema::ScaleSettings& reference, const sema::ScaleSettings* target) {
  std::vector<AxisSetting> out = reference.axes;
  if (!target) return out;
  for (const AxisSetting& setting : target->axes) {
    bool found = false;
    for (AxisSetting& old : out)
      if (old.axis == setting.axis) old = setting, found = true;
    if (!found) out.push_back(setting);
  }
  return out;
}

class ScaleResolver {
 public:
  ScaleResolver(const model::Model& model, Scale& scale, diag::DiagnosticSink& sink)
      : model_(model), scale_(scale), sink_(sink) {}

  bool run(const std::vector<AxisSetting>& settings) {
    const AxisSetting* batch = nullptr;
    const AxisSetting* duration = nullptr;
    for (const AxisSetting& setting : settings) {
      scale_.written[setting.axis] = setting.span;
      if (setting.axis == "batch") batch = &setting;
      if (setting.axis == "duration") duration = &setting;
      if (setting.axis != "batch" && setting.axis != "duration") scale_.axes[setting.axis] = setting.value;
      if (setting.axis == "context" && !takes_context(setting)) return false;
    }
    CHECK(batch && duration);
    scale_.tokens = model_.reads_tokens();
    return set_batch(*batch) && set_duration(*duration);
  }

 private:
  bool takes_context(const AxisSetting& setting) {
    if (model_.reads_tokens()) return true;
    sink_.report<Code::E0460>(setting.span, model_.task);
    return false;
  }

  bool unit_fits(const AxisSetting& setting) {
    const bool counts_tokens = setting.unit == Unit::kTok || setting.unit == Unit::kTokPerParam;
    if (model_.reads_tokens() || !counts_tokens) return true;
    sink_.report<Code::E0424>(setting.span, sema::unit_name(setting.unit), model_.task);
    return false;
  }

  bool set_batch(const AxisSetting& setting) {
    if (!unit_fits(setting)) return false;
    scale_.axes["batch"] = setting.value;
    if (setting.unit != Unit::kTok) return true;
    const double context = scale_.at("context");
    const double sequences = setting.value / context;
    if (sequences != std::floor(sequences)) {
      const double below = std::floor(sequences) * context;
      const std::string nearest = (below > 0 ? shortest(below) + " tok and " : "") + shortest(below + context) + " tok";
      sink_.report<Code::E0418>(setting.span, shortest(setting.value), shortest(context), nearest);
      return false;
    }
    scale_.axes["batch"] = sequences;
    return true;
  }

  bool set_duration(const AxisSetting& setting) {
    if (!unit_fits(setting)) return false;
    const double context = scale_.tokens ? scale_.at("context") : 1;
    double duration = setting.value;
    switch (setting.unit) {
      case Unit::kNone:
      case Unit::kTok:
        break;
      case Unit::kSeq:
        duration *= context;
        break;
      case Unit::kSteps:
        duration *= scale_.at("batch") * context;
        break;
      case Unit::kTokPerParam:
        duration = std::round(duration * count_parameters(model_, scale_.values()).non_embedding);
        break;
    }
    scale_.axes["duration"] = duration;
    if (scale_.steps() >= 1 && duration <= kMostNumbers) return true;
    const std::string unit = scale_.tokens ? " tok" : " seq";
    sink_.report<Code::E0419>(scale_.span_of({"duration", "batch", "context"}), shortest(duration) + unit,
                              shortest(scale_.batch_tokens()) + unit, scale_.name);
    return false;
  }

  const model::Model& model_;
  Scale& scale_;
  diag::DiagnosticSink& sink_;
};

bool whole(const sema::Sym& sym, const Scale& scale, const std::string& what, Span span, diag::DiagnosticSink& sink) {
  const double value = sym.at(scale.values());
  if (value >= 1 && value == std::round(value)) return true;
  const std::size_t before = sink.size();
  sink.report<Code::E0420>(span, what, sym.text(), std::isfinite(value) ? shortest(value) : "not a number", scale.name,
                           "a whole number of at least 1");
  note_scale(before, scale, sym.axes(), sink);
  return false;
}

/// The axes that an assertion reads, in the order of the names that lead to them.
std::vector<std::string> axes_of(const model::Assertion& assertion) {
  std::map<std::string, const sema::Value*> named;
  for (const auto& [path, value] : assertion.names) named.emplace(sema::path_text(*path), &value);
  std::vector<std::string> axes;
  for (const auto& [name, value] : named)
    if (const auto* quantity = sema::as<sema::Quantity>(*value))
      for (std::string& axis : quantity->value.axes()) axes.push_back(std::move(axis));
  return axes;
}

/// Of one layer. Beyond every double it is infinite, which no limit of plans admits.
double numbers_of(const model::Tensor& tensor, const sema::AxisValues& scale) {
  double numbers = 1;
  for (const sema::Sym& dim : tensor.dims) numbers *= dim.at(scale);
  return numbers;
}

/// In how many layers a part of the folded model is.
double layers_of(const std::vector<std::size_t>& stacks, const model::Model& model, const sema::AxisValues& scale) {
  double layers = 1;
  for (const std::size_t stack : stacks) layers *= model.stacks[stack].count.at(scale);
  return layers;
}

/// Tensors and multipliers of the unfolded model.
double count_listed(const model::Model& model, const sema::AxisValues& scale) {
  double count = 0;
  const auto add = [&](const auto& part) { count += layers_of(part.stacks, model, scale); };
  std::for_each(model.tensors.begin(), model.tensors.end(), add);
  std::for_each(model.multipliers.begin(), model.multipliers.end(), add);
  return count;
}

/// Whether a plan can hold a tensor of whole dimensions.
bool holdable(const model::Tensor& tensor, const Scale& scale, diag::DiagnosticSink& sink) {
  const double numbers = numbers_of(tensor, scale.values());
  std::set<std::string> axes;
  for (const sema::Sym& dim : tensor.dims)
    for (std::string& axis : dim.axes()) axes.insert(std::move(axis));
  if (numbers <= static_cast<double>(plan::kMostElements)) return true;
  const std::size_t before = sink.size();
  sink.report<Code::E0471>(tensor.span, tensor.path, shortest(numbers), scale.name);
  note_scale(before, scale, {axes.begin(), axes.end()}, sink);
  return false;
}

/// The value of a multiplier is taken at the reference.
bool finite(const model::Multiplier& multiplier, const Scale& reference, diag::DiagnosticSink& sink) {
  const double value = multiplier.base.at(reference.values());
  if (std::isfinite(value)) return true;
  const std::size_t before = sink.size();
  sink.report<Code::E0420>(multiplier.base_span, "the value of `" + multiplier.path + "`", multiplier.base.text(),
                           "no finite number", reference.name, "a finite number");
  note_scale(before, reference, multiplier.base.axes(), sink);
  return false;
}

bool dimensions(const Scale& scale, const model::Model& model, diag::DiagnosticSink& sink) {
  bool good = true;
  for (const model::Stack& stack : model.stacks)
    good = whole(stack.count, scale, "the count of `" + stack.path + "`", stack.span, sink) && good;
  for (const model::Tensor& tensor : model.tensors)
    for (const sema::Sym& dim : tensor.dims)
      good = good && whole(dim, scale, "a dimension of `" + tensor.path + "`", tensor.span, sink);
  for (const model::Tensor& tensor : model.tensors) good = good && holdable(tensor, scale, sink);
  if (scale.name == "reference")
    for (const model::Multiplier& multiplier : model.multipliers) good = finite(multiplier, scale, sink) && good;
  const double listed = good ? count_listed(model, scale.values()) : 0;
  if (listed > static_cast<double>(plan::kMostListed)) {
    sink.report<Code::E0428>(scale.span, shortest(listed), scale.name, plan::kMostListed);
    return false;
  }
  if (good && count_parameters(model, scale.values()).total > static_cast<double>(plan::kMostParameters)) {
    sink.report<Code::E0422>(scale.span, scale.name);
    good = false;
  }
  return good && graph_holds_at(model, scale, sink);
}

}  // namespace

void note_scale(std::size_t first, const Scale& scale, const std::vector<std::string>& axes,
                diag::DiagnosticSink& sink) {
  if (!axes.empty()) sink.note_since(first, scale.span_of(axes), "for `" + scale.name + "`, set here");
}

bool holds_at(const Scale& scale, const model::Model& model, const SourceMap& sources, diag::DiagnosticSink& sink) {
  const std::size_t before = sink.error_count();
  for (const model::Assertion& assertion : model.assertions) {
    // What is said of the reference, which is held with every target, is said once.
    if (scale.name != "reference" && model::is_constant(assertion)) continue;
    const std::size_t first = sink.size();
    model::hold(assertion, scale.values(), scale.name, sources, sink);
    if (sink.size() > first) note_scale(first, scale, axes_of(assertion), sink);
  }
  return sink.error_count() == before && dimensions(scale, model, sink);
}

Span Scale::span_of(const std::vector<std::string>& names) const {
  const auto where = [&](const auto& wanted) -> std::optional<Span> {
    const auto found = std::find_if(names.begin(), names.end(), wanted);
    if (found == names.end()) return {};
    return written.find(*found)->second;
  };
  const auto by_target = where([&](const std::string& axis) { return own.contains(axis); });
  if (by_target) return *by_target;
  return where([&](const std::string& axis) { return written.contains(axis); }).value_or(span);
}

double Scale::at(std::string_view axis) const {
  const auto found = axes.find(axis);
  CHECK(found != axes.end());
  return found->second;
}

std::int64_t Scale::steps() const {
  // At most 2^53 / 1; a step too few is no harm, but one too many would outlast the duration.
  const double steps = std::floor(at("duration") / batch_tokens());
  return steps < kMostNumbers ? static_cast<std::int64_t>(steps) : 0;
}

sema::AxisValues Scale::values() const {
  return [this](std::string_view axis) {
    const auto found = axes.find(axis);
    // Duration is not known yet while the model is counted for `tok_per_param`.
    return found == axes.end() ? std::nan("") : found->second;
  };
}

std::optional<Scale> resolve_scale(const sema::ScaleSettings& reference, const sema::ScaleSettings* target,
                                   const model::Model& model, diag::DiagnosticSink& sink) {
  Scale scale;
  scale.name = target ? target->name : reference.name;
  scale.span = target ? target->span : reference.span;
  for (const AxisSetting& setting : target ? target->axes : reference.axes) scale.own.insert(setting.axis);
  if (!ScaleResolver(model, scale, sink).run(overlay(reference, target))) return std::nullopt;
  return scale;
}

Count count_parameters(const model::Model& model, const sema::AxisValues& scale) {
  Count count;
  for (const model::Tensor& tensor : model.tensors) {
    const double numbers = numbers_of(tensor, scale) * layers_of(tensor.stacks, model, scale);
    count.total += numbers;
    if (!model::is_embedding(model, tensor)) count.non_embedding += numbers;
  }
  return count;
}

}  // namespace cdp::scaling
