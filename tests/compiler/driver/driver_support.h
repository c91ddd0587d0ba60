// What the tests of the driver share: specs in memory, analysed and scaled.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "compiler/driver/commands.h"
#include "compiler/driver/emit.h"
#include "compiler/driver/pipeline.h"
#include "tests/support/carets.h"
#include "tests/support/temp_folder.h"

namespace cdp::driver {

/// A whole spec of a small model; what is given is added at its end.
inline std::string spec_with(const std::string& more = "") {
  return CDP_SPEC + more;
}

/// The spec of the README.
inline std::string example() {
  return CDP_SOURCE_DIR "/examples/01_gpt.cdp";
}

inline std::unique_ptr<Analysis> analysed(const std::string& text) {
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

/// All that goes to standard output.
inline std::string printed(const Answer& answer) {
  std::string text = answer.out;
  const auto put = [&text](std::string_view piece) {
    text += piece;
    return true;
  };
  if (answer.rest) answer.rest(put);
  return text;
}

inline std::vector<std::string> messages_of(const Analysis& analysis) {
  return test::messages_of(analysis.sink.sorted());
}

/// The plan at a place; the spec must be right.
inline plan::Plan plan_of(const std::string& text, const Place& place = {}, Reasons reasons = Reasons::kKeep) {
  const auto analysis = analysed(text);
  const auto scaled = scale_to(*analysis, place);
  EXPECT_TRUE(scaled && *scaled) << ::testing::PrintToString(messages_of(*analysis));
  return emit(*analysis, **scaled, reasons);
}

}  // namespace cdp::driver
