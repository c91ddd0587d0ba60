// Specs in memory, analysed and scaled, for the tests of the pipeline and of what goes through it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "compiler/diag/catalog/examples.h"
#include "compiler/pipeline/emit.h"
#include "compiler/pipeline/stages.h"
#include "tests/support/carets.h"

namespace cdp::pipeline {

/// A whole spec of a small model; what is given is added at its end.
inline std::string spec_with(const std::string& more = "") {
  return CDP_SPEC + more;
}

inline std::unique_ptr<AnalysedSpec> analysed(const std::string& text) {
  Files files = default_files();
  files.memory["gpt.cdp"] = text;
  auto analysis = analyse("gpt.cdp", files);
  EXPECT_TRUE(analysis);
  return std::move(*analysis);
}

/// The codes that a spec gets at the reference and every target.
inline std::vector<std::string> codes_of(const std::string& text) {
  const auto analysis = analysed(text);
  check_targets(*analysis);
  return test::ids_of(analysis->sink.sorted());
}

inline std::vector<std::string> messages_of(const AnalysedSpec& analysis) {
  return test::messages_of(analysis.sink.sorted());
}

/// The plan at one of the scales; the spec must be right.
inline plan::Plan plan_of(const std::string& text, const ScaleChoice& choice = {}, Reasons reasons = Reasons::kKeep) {
  const auto analysis = analysed(text);
  const auto scaled = scale_to(*analysis, choice);
  EXPECT_TRUE(scaled && *scaled) << ::testing::PrintToString(messages_of(*analysis));
  return emit(*analysis, **scaled, reasons);
}

}  // namespace cdp::pipeline
