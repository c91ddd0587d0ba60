// The whole report as one HTML text: no file, font or script from outside, readable without script.
#pragma once

#include <string>

#include "compiler/plan/plan.h"
#include "run/log.h"

namespace cdp::run {

[[nodiscard]] std::string report_page(const plan::Plan& plan, const Log& log);

}  // namespace cdp::run
