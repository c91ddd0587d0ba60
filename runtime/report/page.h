// The whole report as one HTML text: no file, font or script from outside, readable without script.
#pragma once

#include <string>

#include "compiler/plan/plan.h"
#include "runtime/report/run_log.h"

namespace cdp::runtime {

[[nodiscard]] std::string report_page(const plan::Plan& plan, const RunLog& log);

}  // namespace cdp::runtime
