// `cdp compile`: a spec at one scale as a plan.
#include <memory>

#include "compiler/base/files.h"
#include "compiler/driver/command_table.h"
#include "compiler/driver/emit.h"
#include "compiler/driver/options.h"
#include "compiler/driver/session.h"

namespace cdp::driver {

Answer compile(const CompileOptions& options, const Colors& colors) {
  Opened opened = open_at(options.spec, options.place, colors);
  if (!opened) return opened.answer;
  const Reasons reasons = options.no_because ? Reasons::kLeaveOut : Reasons::kKeep;
  Answer answer = std::move(opened.answer);
  const auto spec = std::make_shared<const Opened>(std::move(opened));
  const Fill json = [spec, reasons](const Put& put) { emit_json(*spec->analysis, *spec->scaled, reasons, put); };
  if (options.output.empty() || options.output == "-") {
    answer.rest = json;
    return answer;
  }
  const Status written = write_file(options.output, json);
  if (written) return answer;
  Answer failed = could_not_run(written.error(), colors);
  failed.err.insert(0, answer.err);
  return failed;
}

Runner add_compile(CLI::App& command) {
  auto options = std::make_shared<CompileOptions>();
  add_spec(command, options->spec);
  add_place(command, options->place);
  add_output(command, options->output);
  command.add_flag("--no-because", options->no_because, "leave the reasons of the values out");
  return [options](const Colors& colors) { return compile(*options, colors); };
}

}  // namespace cdp::driver
