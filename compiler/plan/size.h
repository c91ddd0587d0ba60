// How long a plan may be that cdp and cdp-run read: its tree takes many times its text. Who writes says so of longer
// ones.
#pragma once

#include "compiler/base/regular_file.h"

namespace cdp::plan {

inline constexpr Most kMostPlan{
    kMostBytes, "that is the most that is read of a plan: leave the reasons out, with `cdp compile --no-because`"};

}  // namespace cdp::plan
