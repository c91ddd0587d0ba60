// An analysed spec's scaling along axes, as a report.
#pragma once

#include <string>
#include <vector>

#include "compiler/base/result.h"
#include "compiler/pipeline/stages.h"
#include "compiler/stability/report.h"

namespace cdp::pipeline {

/// Along the axes that are named, else along width, depth and each axis of the spec's own. The spec must be ready;
/// nothing where its reference has errors (in the sink). An axis that the spec does not have is the Error.
[[nodiscard]] Result<std::optional<stability::Report>> scaling_report(AnalysedSpec& analysis,
                                                                      const std::vector<std::string>& axes);

}  // namespace cdp::pipeline
