// SGR codes (ECMA-48); see paint.h.
#include "compiler/base/paint.h"

#include <fmt/format.h>

namespace cdp {

namespace {

std::string_view code(Style style) {
  switch (style) {
    case Style::kBold:
      return "1";
    case Style::kDim:
      return "2";
    case Style::kRed:
      return "1;31";
    case Style::kYellow:
      return "33";
    case Style::kGreen:
      return "32";
    case Style::kCyan:
      return "36";
  }
  return "";
}

}  // namespace

std::string paint(Color color, Style style, std::string_view text) {
  return color == Color::kAlways ? fmt::format("\x1b[{}m{}\x1b[0m", code(style), text) : std::string(text);
}

}  // namespace cdp
