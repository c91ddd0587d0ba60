// `cdp compile`: a spec at one scale as a plan.
#include "compiler/base/files.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/emit.h"
#include "compiler/driver/session.h"
#include "compiler/plan/json.h"

namespace cdp::driver {

Answer compile(const CompileOptions& options, const Colors& colors) {
  Opened opened = open_at(options.spec, options.place, colors);
  if (!opened) return opened.answer;
  const Reasons reasons = options.no_because ? Reasons::kLeaveOut : Reasons::kKeep;
  std::string json = plan::to_json(emit(*opened.analysis, *opened.scaled, reasons));
  if (options.output.empty() || options.output == "-") {
    opened.answer.out = std::move(json);
    return opened.answer;
  }
  const Status written = write_file(options.output, json);
  if (written) return opened.answer;
  Answer failed = could_not_run(written.error(), colors);
  failed.err.insert(0, opened.answer.err);
  return failed;
}

}  // namespace cdp::driver
