// See predict.h.
#include "compiler/pipeline/predict.h"

namespace cdp::pipeline {

PredictedGrowth predict_growth(AnalysedSpec& analysis, std::string_view axis) {
  const std::vector<ScaledTarget> scaled = scale_targets(analysis, "reference");
  std::vector<analysis::ScaleValues> scales;
  for (const ScaledTarget& at : scaled) scales.emplace_back(at.scaled, *at.settings, *analysis.model);
  PredictedGrowth out;
  if (scales.empty()) return out;
  const analysis::Compilation compilation{*analysis.spec, *analysis.model, *analysis.rules, *analysis.constants,
                                          scales};
  out.growth = analysis::growth_along(analysis::Facts(compilation), {std::string(axis), {std::string(axis)}});
  for (const model::Tensor& tensor : analysis.model->tensors) out.tensors.push_back(tensor.path);
  return out;
}

}  // namespace cdp::pipeline
