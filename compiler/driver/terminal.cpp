// The choice of colours; see terminal.h.
#include "compiler/driver/terminal.h"

#include <unistd.h>

#include <cstdlib>
#include <string_view>

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

}  // namespace

Colors choose_colors(ColorWish wish) {
  const auto choose = [wish](int fd) {
    if (wish == ColorWish::kAlways) return diag::Color::kAlways;
    if (wish == ColorWish::kNever || no_color() || dumb_terminal() || ::isatty(fd) == 0) return diag::Color::kNever;
    return diag::Color::kAlways;
  };
  return {choose(STDOUT_FILENO), choose(STDERR_FILENO)};
}

}  // namespace cdp::driver
