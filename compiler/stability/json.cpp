#include "compiler/stability/report.h"
namespace cdp::stability {
std::string to_json(const Report&) {
  return "";
}
}  // namespace cdp::stability
