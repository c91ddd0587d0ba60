// What the terminal can show: whether to use colours.
#pragma once

#include "compiler/base/paint.h"
#include "compiler/driver/commands.h"

namespace cdp::driver {

/// `--color`
enum class ColorWish { kAuto, kAlways, kNever };

/// auto: where an output is a terminal and NO_COLOR is unset or empty (no-color.org).
[[nodiscard]] Colors choose_colors(ColorWish wish);

}  // namespace cdp::driver
