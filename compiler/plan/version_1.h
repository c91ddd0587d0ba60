// Plans of version 1 of the format, which cdp wrote before reasons had an `effect`.
#pragma once

#include "compiler/plan/plan.h"

namespace cdp::plan {

/// Makes a plan of version 1 one of version 2: gives each reason the effect that the text of its line stands for. What
/// ratios its rules read was never written, so there are none. This is the one place that reads an effect off a text.
void upgrade_version_1(Plan& plan);

}  // namespace cdp::plan
