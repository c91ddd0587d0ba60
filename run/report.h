// A run's report: DIR/report.html, one self-contained page made from DIR/plan.json and DIR/metrics.jsonl. Needs no
// Torch.
#pragma once

#include <string>

#include "compiler/base/result.h"

namespace cdp::run {

/// Writes out_dir/report.html: curves, the run's facts, the plan's table. A run that has just begun, was stopped or
/// ended in NaN is reported as far as it went. Errors: plan.json or metrics.jsonl missing or damaged, the folder not
/// writable.
[[nodiscard]] Status write_report(const std::string& out_dir);

}  // namespace cdp::run
