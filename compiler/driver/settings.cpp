// See settings.h.
#include "compiler/driver/settings.h"

#include <algorithm>

#include <fmt/format.h>

#include "compiler/base/harmless.h"
#include "compiler/driver/terminal.h"

namespace cdp::driver {

Answer answer_of(const pipeline::SettingsFault& fault, const Colors& colors) {
  if (fault.diagnostics.empty()) return could_not_run(fault.error, colors);
  return {kCouldNotRun, "", diag::render_all(fault.diagnostics, *fault.sources, colors.err)};
}

std::string left_out_warnings(const std::vector<Error>& left_out, const Colors& colors) {
  constexpr std::size_t kNamed = 5;
  const std::string warning = paint(colors.err, Style::kYellow, "warning:");
  std::string lines;
  for (std::size_t i = 0; i < std::min(kNamed, left_out.size()); ++i)
    lines += fmt::format("{} {}: {}; it is left out\n", warning, harmless(left_out[i].place), left_out[i].message);
  if (left_out.size() > kNamed)
    lines += fmt::format("{} {} more files are left out, for such reasons\n", warning, left_out.size() - kNamed);
  return lines;
}

}  // namespace cdp::driver
