// SGR codes and the choice of colours; see terminal.h.
#include "compiler/driver/terminal.h"

#include <unistd.h>

#include <cstdlib>

#include <fmt/format.h>

namespace cdp::driver {

namespace {

bool no_color() {
  const char* value = std::getenv("NO_COLOR");
  return value != nullptr && *value != '\0';
}

bool dumb_terminal() {
  const char* value = std::getenv("TERM");
  return value != nullptr && std::string_view(value) == "dumb";
}

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

Colors choose_colors(ColorWish wish) {
  const auto choose = [wish](int fd) {
    if (wish == ColorWish::kAlways) return diag::Color::kAlways;
    if (wish == ColorWish::kNever || no_color() || dumb_terminal() || ::isatty(fd) == 0) return diag::Color::kNever;
    return diag::Color::kAlways;
  };
  return {choose(STDOUT_FILENO), choose(STDERR_FILENO)};
}

std::string paint(diag::Color color, Style style, std::string_view text) {
  return color == diag::Color::kAlways ? fmt::format("\x1b[{}m{}\x1b[0m", code(style), text) : std::string(text);
}

}  // namespace cdp::driver
