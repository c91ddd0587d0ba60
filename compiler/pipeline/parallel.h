// Work that falls into equal pieces, on several threads.
#pragma once

#include <cstddef>
#include <functional>

namespace cdp::pipeline {

/// Calls `work` with 0 to count - 1, each once, on up to `threads` threads (0: as many as the machine has cores).
/// Pieces begin in order; what they make has to be kept by number, so that nothing depends on who was first.
void in_parallel(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& work);

}  // namespace cdp::pipeline
