// What the tests of the driver share: specs in memory, analysed and scaled.
#pragma once

#include <string>

#include "compiler/driver/commands.h"
#include "tests/compiler/pipeline/pipeline_support.h"
#include "tests/support/temp_folder.h"

namespace cdp::driver {

using pipeline::analysed;
using pipeline::codes_of;
using pipeline::messages_of;
using pipeline::plan_of;
using pipeline::spec_with;

/// The spec of the README.
inline std::string example() {
  return CDP_SOURCE_DIR "/examples/01_gpt.cdp";
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

}  // namespace cdp::driver
