// Prints compiler/diag/codes.h: the codes of the catalog, and how many holes the message of each has.
#include <cstddef>
#include <cstdio>
#include <iterator>
#include <string_view>

#include "compiler/diag/catalog/examples.h"
#include "compiler/diag/holes.h"

namespace {

struct Row {
  const char* code;
  std::string_view message;
};

constexpr Row kRows[] = {
#define DIAGNOSTIC(code, severity, message, why, bad, good) {#code, message},
#include "compiler/diag/catalog/all.def"
};

}  // namespace

int main() {
  std::puts(
      "// The codes of compiler/diag/catalog/*.def. Texts are not here, so that a new wording does not reach who "
      "reports.\n"
      "#pragma once\n\n#include <cstddef>\n#include <cstdint>\n\nnamespace cdp::diag {\n\n"
      "enum class Code : std::uint16_t {");
  for (const Row& row : kRows) std::printf("  %s,\n", row.code);
  std::puts("};\n\ninline constexpr std::uint8_t kHoles[] = {");
  for (const Row& row : kRows) std::printf("    %zu,  // %s\n", cdp::diag::holes(row.message), row.code);
  std::puts(
      "};\n\n/// The number of arguments that the code's message takes.\n[[nodiscard]] constexpr std::size_t "
      "holes(Code code) {\n  return kHoles[static_cast<std::size_t>(code)];\n}\n\n}  // namespace cdp::diag");
}
