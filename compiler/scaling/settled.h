// How numbers are worked out between what is written and what a plan says, so that values which are equal on paper are
// equal in the plan: 1e-7 / 10 and 1e-8, or 8^-0.5 * 8^-0.5 and 1/8.
#pragma once

namespace cdp::scaling {

/// Wider than a double, so that a chain of factors is still right to more digits than settled() keeps.
using Exact = long double;

/// The decimal that was written: 0.1, not the double next to it.
[[nodiscard]] Exact exact(double written);

/// What was worked out, to 15 significant digits: as many as every double has. What is written with no more of them
/// stays as it is.
[[nodiscard]] double settled(Exact value);

}  // namespace cdp::scaling
