// Numbers for people: axis ticks, and figures as text. Plan values also go out exactly, through shortest()
// (compiler/base/text.h).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cdp::run {

/// Multiples of 1, 2 or 5 times a power of ten inside [low, high], about `wanted` of them (never fewer than 2 where low
/// < high).
[[nodiscard]] std::vector<double> nice_ticks(double low, double high, int wanted);

/// For a logarithmic axis, 0 < low <= high: powers of ten inside [low, high]; 1, 2, 5 times them where there are less
/// than three decades; nice_ticks() within less than one; every n-th power where there are many.
[[nodiscard]] std::vector<double> log_ticks(double low, double high, int wanted);

/// All labels of one axis alike: as many decimals as the distances need, thousands as `20k`, `1.5M`.
[[nodiscard]] std::vector<std::string> tick_labels(const std::vector<double>& ticks);

/// `digits` significant digits, no trailing zeros, exponents short: 0.002762, 6.905e-4, 12800, "NaN".
[[nodiscard]] std::string significant(double value, int digits);

/// `decimals` places: 1.300; "NaN".
[[nodiscard]] std::string fixed(double value, int decimals);

/// 15,258
[[nodiscard]] std::string grouped(std::int64_t value);

/// Three significant digits with k, M, B, T: 983k, 1.02M, 512.
[[nodiscard]] std::string rough(double value);

/// 41 s, 2 min 31 s, 3 h 05 min
[[nodiscard]] std::string duration(double seconds);

}  // namespace cdp::run
