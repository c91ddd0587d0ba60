// Which sizes are no multiple of what tensor cores want, and of which models that is worth a word.
#pragma once

#include <string>

#include "compiler/lint/rule.h"

namespace cdp::lint {

/// Whether the model at a scale is large enough for the speed of its products to matter.
[[nodiscard]] bool is_large(const CheckedSpec& checked, const ScaleValues& scale);

/// 8 or 64, where a size is large enough to be held to it and no multiple; 0: it is fine. NVIDIA's "Matrix
/// Multiplication Background User's Guide": 16 bytes are needed, 128 bytes are best.
[[nodiscard]] double missed_tile(double size);
/// `960 and 1024`
[[nodiscard]] std::string nearest_multiples(double size, double tile);

}  // namespace cdp::lint
