// See python.h.
#include "compiler/export/python.h"

#include <fmt/format.h>

#include "compiler/base/text.h"

namespace cdp::exporting {

std::string python_float(double value) {
  const std::string digits = shortest(value);
  return digits.find_first_of(".e") == std::string::npos ? digits + ".0" : digits;
}

std::string python_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string python_head(const plan::Plan& plan, std::string_view what, std::string_view how) {
  // A comment, so that nothing in these texts can end it but a line break, which is shown as an escape.
  const auto bare = [](std::string_view text) {
    const std::string quoted = python_string(text);
    return quoted.substr(1, quoted.size() - 2);
  };
  return fmt::format("# {} of {} at {}, by cdp {}. Made from the plan: change the spec, not this file.\n#\n{}\n", what,
                     bare(plan.spec.path), bare(plan.target), bare(plan.compiler), how);
}

}  // namespace cdp::exporting
