// Quantiles of Student's t, for intervals of 95%.
#pragma once

#include <cstddef>

namespace cdp::study {

/// The quantile of 97.5% at so many degrees of freedom; infinite at 0.
[[nodiscard]] double t_quantile(std::size_t freedom);

}  // namespace cdp::study
