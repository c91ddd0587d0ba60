// Colours for text on the terminal. Whether an output takes them is the driver's to say.
#pragma once

#include <string>
#include <string_view>

namespace cdp {

enum class Color { kNever, kAlways };

enum class Style { kBold, kDim, kRed, kYellow, kGreen, kCyan };

[[nodiscard]] std::string paint(Color color, Style style, std::string_view text);

}  // namespace cdp
