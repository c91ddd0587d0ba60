// See runs_input.h.
#include "compiler/driver/runs_input.h"

#include "compiler/driver/session.h"
#include "study/exports/runs.h"

namespace cdp::driver {

Result<study::Runs> read_runs_input(const std::string& path, const study::Columns& columns) {
  if (path != "-") return study::runs_at(path, columns);
  const auto text = read_stdin();
  if (!text) return text.error();
  return study::parse_runs(*text, kStdin, columns);
}

}  // namespace cdp::driver
