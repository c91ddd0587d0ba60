// Plans of the library's models, for tests that hold them against what others say these models are.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "compiler/pipeline/emit.h"
#include "compiler/pipeline/stages.h"

namespace cdp::models {

/// The plan of a spec in memory or of a file, at a target and axes; it must be right.
inline plan::Plan plan_of(const std::string& path, const pipeline::ScaleChoice& place, const std::string& text = "") {
  Files files = pipeline::default_files();
  if (!text.empty()) files.memory[path] = text;
  const auto analysis = pipeline::analyse(path, files);
  EXPECT_TRUE(analysis && pipeline::ready(**analysis)) << path;
  const auto scaled = pipeline::scale_to(**analysis, place);
  EXPECT_TRUE(scaled && *scaled) << path;
  return pipeline::emit(**analysis, **scaled, pipeline::Reasons::kLeaveOut);
}

inline plan::Plan plan_of_example(const std::string& name, const pipeline::ScaleChoice& place) {
  return plan_of(CDP_SOURCE_DIR "/examples/" + name, place);
}

/// Some 18 kB to train a step or two on.
inline std::string sample_text() {
  std::string text;
  for (int i = 0; i < 400; ++i) text += "every tensor gets what it needs, " + std::to_string(i % 7) + " times. ";
  return text;
}

/// The plan of `model = ...` of a library file at a width and depth; context 8.
inline plan::Plan plan_of_model(const std::string& library, const std::string& model, int width, int depth) {
  const std::string scale = "width = " + std::to_string(width) + "; depth = " + std::to_string(depth);
  return plan_of("model.cdp", {},
                 "use std." + library + "\nuse std.complete_d_p\nmodel = " + model +
                     "\nparameterization = complete_d_p()\nreference { " + scale +
                     "; batch = 2 seq; duration = 1k tok; context = 8 }\n"
                     "base { lr = 1e-3; beta1 = 0.9; beta2 = 0.95; eps = 1e-8; weight_decay = 0; init_std = 0.02 }\n");
}

}  // namespace cdp::models
