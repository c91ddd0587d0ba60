// A scale: every axis as a number, units converted, steps counted.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compiler/diag/sink.h"
#include "compiler/model/model.h"
#include "compiler/sema/spec.h"

namespace cdp::scaling {

/// batch in sequences; duration in tokens where there is a context, else in sequences (samples).
struct Scale {
  std::string name;
  std::map<std::string, double, std::less<>> axes;
  bool tokens = false;
  Span span;
  std::map<std::string, Span, std::less<>> written;  // where each axis is set: by the target, else by the reference
  std::set<std::string, std::less<>> own;            // what the target itself sets

  /// Where the first of these axes is set that the target itself sets, else the first that the reference does, else its
  /// name: what to change where something that depends on them is wrong.
  [[nodiscard]] Span span_of(const std::vector<std::string>& names) const;

  [[nodiscard]] double at(std::string_view axis) const;
  [[nodiscard]] double batch_tokens() const { return at("batch") * (tokens ? at("context") : 1); }
  /// Optimizer steps: duration / batch, rounded down.
  [[nodiscard]] std::int64_t steps() const;
  /// For symbolic numbers. The scale must outlive it.
  [[nodiscard]] sema::AxisValues values() const;
};

/// The reference's settings, overlaid by a target's (null: the reference itself). Conversions that are not whole
/// and runs of less than a step are reported.
[[nodiscard]] std::optional<Scale> resolve_scale(const sema::ScaleSettings& reference,
                                                 const sema::ScaleSettings* target, const model::Model& model,
                                                 diag::DiagnosticSink& sink);

/// A note where the scale sets one of these axes, for what was said since `first` of another file than the spec's.
void note_scale(std::size_t first, const Scale& scale, const std::vector<std::string>& axes,
                diag::DiagnosticSink& sink);

/// Whether all asserts hold, every dimension is a whole number, no limit of plans is passed and the data flow can run;
/// what does not hold is reported.
[[nodiscard]] bool holds_at(const Scale& scale, const model::Model& model, const SourceMap& sources,
                            diag::DiagnosticSink& sink);

struct Count {
  double total = 0;
  double non_embedding = 0;
};
/// Trained numbers at a scale.
[[nodiscard]] Count count_parameters(const model::Model& model, const sema::AxisValues& scale);

}  // namespace cdp::scaling
