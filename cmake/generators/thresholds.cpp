// Prints compiler/config/threshold_values.h: a member for each row of thresholds.def.
#include <cstdio>

int main() {
  std::puts(
      "// The numbers of compiler/config/thresholds.def. Their defaults are not here, so that a new one does not reach "
      "the "
      "rules of\n// the linter.\n#pragma once\n\nnamespace cdp::config {\n\nstruct Thresholds {\n"
      "  Thresholds();  // the defaults");
#define THRESHOLD(member, key, value, meaning) std::puts("  double " #member ";");
#include "compiler/config/thresholds.def"
  std::puts("};\n\n}  // namespace cdp::config");
}
