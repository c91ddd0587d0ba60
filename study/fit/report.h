// The forms of a fit: what people and programs read.
#pragma once

#include <span>
#include <string>

#include "compiler/base/paint.h"
#include "study/fit/fit.h"

namespace cdp::study {

/// A report a group, one after the other.
[[nodiscard]] std::string to_text(std::span<const FitReport> reports, Color color);
/// All of them in one document; numbers that are not finite are null.
[[nodiscard]] std::string to_json(std::span<const FitReport> reports);

/// `0.0031 (0.0028 to 0.0034)`; without an interval `0.0031 (no interval)`.
[[nodiscard]] std::string predicted_text(const Predicted& predicted);

}  // namespace cdp::study
