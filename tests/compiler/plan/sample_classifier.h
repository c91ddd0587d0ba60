// A small valid plan without tokens, made without the compiler: a classifier of samples.
#pragma once

#include "tests/compiler/plan/sample_plan.h"

namespace cdp::plan::testing {

/// relu between two matrices.
inline Plan sample_classifier(std::int64_t features = 4, std::int64_t classes = 3, std::int64_t width = 8) {
  const Sample sample{.depth = 1, .width = width, .because = false};
  Plan plan = sample_plan(sample);
  plan.spec.path = "classifier.cdp";
  plan.scale.pop_back();
  plan.scale.back().second = {400, 400, 1, "seq"};
  plan.training.task = TaskKind::classify;
  plan.training.context.reset();
  plan.training.features = features;
  plan.multipliers.clear();
  plan.tensors = {sample_tensor(sample, "up.weight", {width, features}, {"input", "trunk"}),
                  sample_tensor(sample, "head.weight", {classes, width}, {"output", "trunk"})};
  const std::int64_t elements = width * features + classes * width;
  plan.parameters = {elements, elements};
  plan.graph = {{"%0"},
                {{"%1", "linear", {"%0", "up.weight"}, {}, {}, {}, {}},
                 {"%2", "relu", {"%1"}, {}, {}, {}, {}},
                 {"%3", "linear", {"%2", "head.weight"}, {}, {}, {}, {}}},
                "%3"};
  return plan;
}

}  // namespace cdp::plan::testing
