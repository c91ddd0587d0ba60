// One hash over a spec and all that it brings in.
#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/plan/plan.h"

namespace cdp::plan {

std::string spec_hash(const std::vector<SpecFile>& files) {
  std::string lines;
  for (const SpecFile& file : files) lines += fmt::format("{}  {}\n", file.sha256, file.path);
  return sha256(lines);
}

}  // namespace cdp::plan
