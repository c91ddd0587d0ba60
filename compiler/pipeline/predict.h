// What the calculus of growth says of a spec, with the names that its answers go by.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/analysis/growth/growth.h"
#include "compiler/pipeline/stages.h"

namespace cdp::pipeline {

struct PredictedGrowth {
  analysis::AxisGrowth growth;
  std::vector<std::string> tensors;  // folded names, in the order of growth.tensors
};

/// Along an axis of a spec that is ready.
[[nodiscard]] PredictedGrowth predict_growth(AnalysedSpec& analysis, std::string_view axis);

}  // namespace cdp::pipeline
