// Where CHECK ends: says which of our own assumptions failed, then aborts so that a debugger or a core has it.
#include "compiler/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace cdp {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: internal error: this should hold: %s\n", file, line, condition);
  std::fflush(stderr);
  std::abort();
}

}  // namespace cdp
