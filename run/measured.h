// The lines that a coordinate check reads: what an activation or a trained tensor measures at one scale, seed and step.
// cdp-run writes them (`cdp-run measure`), a hook in PyTorch does (python/cdp_plan.py), and any other trainer may.
// Sizes are root mean squares of entries. As in lines.h a struct lists its fields once; writer and reader are made from
// that.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>

#include "compiler/base/result.h"
#include "run/line_field.h"

namespace cdp::run {

/// Axes and their values: {"width": 128, "depth": 4}.
using MeasuredScale = std::map<std::string, double>;

/// What goes out of a module, on a batch that stays the same.
struct ActivationLine {
  MeasuredScale scale;
  std::int64_t seed = 1, step = 0;
  std::string module;
  std::optional<std::string> value = {};
  double rms = 0;
  std::optional<double> change = {};

  static constexpr auto fields() {
    return std::tuple{
        LineField{"scale", &ActivationLine::scale, "axes and their values"},
        LineField{"seed", &ActivationLine::seed, "of initial values and data"},
        LineField{"step", &ActivationLine::step, "finished steps; 0: at initialisation"},
        LineField{"module", &ActivationLine::module, "whose output it is, as blocks.0.attn.q"},
        LineField{"value", &ActivationLine::value, "its id in the plan's graph"},
        LineField{"rms", &ActivationLine::rms, "of its entries"},
        LineField{"change", &ActivationLine::change, "rms of the difference to what it was at step 0"},
    };
  }
};

/// A trained tensor after a step, and the gradient that the step was made from.
struct TensorLine {
  MeasuredScale scale;
  std::int64_t seed = 1, step = 0;
  std::string tensor;
  std::optional<double> weight = {}, gradient = {}, update = {}, change = {};

  static constexpr auto fields() {
    return std::tuple{
        LineField{"scale", &TensorLine::scale, "axes and their values"},
        LineField{"seed", &TensorLine::seed, "of initial values and data"},
        LineField{"step", &TensorLine::step, "finished steps"},
        LineField{"tensor", &TensorLine::tensor, "as blocks.0.attn.q.weight"},
        LineField{"weight", &TensorLine::weight, "rms of its entries before the step"},
        LineField{"gradient", &TensorLine::gradient, "rms of the entries of the step's gradient"},
        LineField{"update", &TensorLine::update, "rms of what the step added"},
        LineField{"change", &TensorLine::change, "rms of the difference to what it was at step 0"},
    };
  }
};

using MeasuredLine = std::variant<ActivationLine, TensorLine>;

/// One JSON object and its line feed. What is no number (a run that diverged) is null.
[[nodiscard]] std::string measured_text(const MeasuredLine& line);

/// A line with `module` is of an activation, one with `tensor` of a tensor; null is NaN, a left-out seed or step is as
/// in the struct, fields that the schema has not are passed over. Errors name the first field that is missing or of
/// another type.
[[nodiscard]] Result<MeasuredLine> read_measured(std::string_view text);

}  // namespace cdp::run
