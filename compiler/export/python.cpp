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
  // A comment, so that nothing in a file's name can end it but a line break, which is shown as an escape.
  const std::string spec = python_string(plan.spec.path), target = python_string(plan.target);
  return fmt::format("# {} of {} at {}, by cdp {}. Made from the plan: change the spec, not this file.\n#\n{}\n", what,
                     spec.substr(1, spec.size() - 2), target.substr(1, target.size() - 2), plan.compiler, how);
}

}  // namespace cdp::exporting
