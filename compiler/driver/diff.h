// `cdp diff`: two specs or plans side by side.
#pragma once

#include <string>

#include "compiler/driver/commands.h"
#include "compiler/pipeline/stages.h"

namespace cdp::driver {

enum class DiffFormat { kText, kJson, kMarkdown };

struct DiffSide {
  std::string path = {};       // a spec or a plan; - is standard input
  ScaleAndConfig choice = {};  // on top of what holds for both
};

struct DiffRequest {
  DiffSide a = {}, b = {};
  ScaleAndConfig choice = {};  // of every side that is a spec
  DiffFormat format = DiffFormat::kText;
  double tolerance = 0;
  std::string fail_on = {};  // `lr,init`; empty: whatever counts
  std::string output = {};   // empty: standard output
};

/// Exit codes: 0 the same, 1 different, 2 one of them cannot be read.
[[nodiscard]] Answer diff(const DiffRequest& request, const Colors& colors);

}  // namespace cdp::driver
