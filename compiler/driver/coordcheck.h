// `cdp coordcheck`: trains briefly at several scales and holds what is measured against what is predicted. Which
// scales, and how each is compiled and measured, is coordcheck_scales.h's; the judgement is compiler/coordcheck's.
#pragma once

#include <string>
#include <vector>

#include "compiler/coordcheck/verdict.h"
#include "compiler/driver/commands.h"

namespace cdp::driver {

enum class CoordcheckFormat { kText, kJson, kJunit };

struct CoordcheckOptions {
  std::string spec;
  std::vector<std::string> axes;  // `width`, `width=64,128,256`; none: width and depth, as far as the spec has them
  unsigned steps = 10;
  unsigned seeds = 3;
  unsigned batch = 0;  // sequences or samples; 0: chosen
  std::vector<std::string> data = {}, include = {};
  std::string token_type = {};
  std::string lines = {};   // measured by another trainer
  std::string save = {};    // where to keep the lines
  std::string report = {};  // where to write the page
  CoordcheckFormat format = CoordcheckFormat::kText;
  bool all = false;
  double tolerance = coordcheck::kTolerance;
  std::vector<std::string> sets = {};  // overrides
  ConfigChoice config = {};
};

[[nodiscard]] Answer coordinate_check(const CoordcheckOptions& options, const Colors& colors);

}  // namespace cdp::driver
