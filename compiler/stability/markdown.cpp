#include "compiler/stability/report.h"
namespace cdp::stability {
std::string to_markdown(const Report&) {
  return "";
}
}  // namespace cdp::stability
