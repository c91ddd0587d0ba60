// `cdp-run worker`: trains the plans that come on standard input one after the other and answers on standard output, as
// run/worker_lines.h has it. LibTorch is started and the data are read once, not once a plan.
//
//   worker  ready
//   asker   train 1, train 2, ...     at any time; they wait for their turn
//   worker  progress 1 ... end 1, progress 2 ...
//   asker   stop 2                    at any time
//   worker  end 2 (stopped)
//   asker   ends the input            the running trial ends after its step; the worker ends
#pragma once

#include "compiler/base/result.h"
#include "run/options.h"

namespace cdp::runtime {

/// Until the input `in` ends or nobody reads `out` any more; both descriptors stay the caller's, and SIGPIPE must be
/// ignored. Errors are those of the options and the data, before the first reply, and of an output that cannot be
/// written.
[[nodiscard]] Status work(const run::WorkerOptions& options, int in, int out);

}  // namespace cdp::runtime
