// What the terminal can show: whether to use colours, and how text is painted.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compiler/driver/commands.h"

namespace cdp::driver {

/// `--color`
enum class ColorWish { kAuto, kAlways, kNever };

/// auto: where an output is a terminal and NO_COLOR is unset or empty (no-color.org).
[[nodiscard]] Colors choose_colors(ColorWish wish);

enum class Style { kBold, kDim, kRed, kYellow, kGreen, kCyan };

[[nodiscard]] std::string paint(diag::Color color, Style style, std::string_view text);

}  // namespace cdp::driver
