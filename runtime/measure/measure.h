// `cdp-run measure`: trains a plan for its steps and writes what every activation and tensor measures on the way. The
// coordinate check reads it.
#pragma once

#include <cstdio>

#include "compiler/base/result.h"
#include "run/options.h"

namespace cdp::runtime {

/// Writes lines of run/measured.h to `out`, seed after seed: activations before the first step and after each, tensors
/// after each. In fp32 whatever the plan says, since sizes are compared over orders of magnitude, and without clipping,
/// which would hide gradients that grow. Stops early, without an error, where a loss is not finite any more: the lines
/// say so. Ends early too where nobody reads.
[[nodiscard]] Status measure(const run::MeasureOptions& options, std::FILE* out);

}  // namespace cdp::runtime
