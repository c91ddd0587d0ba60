// `cdp tune-lines`: overrides of the command line as lines of a spec, so that what was tried can be kept.
#include <memory>

#include "compiler/base/files.h"
#include "compiler/diag/render.h"
#include "compiler/driver/command_table.h"
#include "compiler/driver/options.h"
#include "compiler/driver/session.h"
#include "compiler/driver/settings.h"
#include "compiler/pipeline/overrides.h"

namespace cdp::driver {

namespace {

struct TuneLinesOptions {
  std::string spec;  // empty: the lines alone
  std::vector<std::string> sets;
  std::string output;
  ConfigChoice config = {};
};

/// What is wrong with the overrides on that spec.
Answer on_spec(const TuneLinesOptions& options, const Colors& colors) {
  ScaleAndConfig choice;
  choice.target = "reference";
  choice.sets = options.sets;
  choice.config = options.config;
  return open_at(options.spec, choice, colors).answer;
}

Answer tune_lines(const TuneLinesOptions& options, const Colors& colors) {
  if (options.sets.empty())
    return could_not_run({"there is nothing to print; name an override, as in --set '@hidden.lr*=1.5'", "--set"},
                         colors);
  SourceMap sources;
  diag::DiagnosticSink sink;
  const auto overrides = pipeline::read_overrides(options.sets, sources, sink);
  if (sink.has_errors()) return {kFindings, "", diag::render_all(sink.sorted(), sources, colors.err)};
  Answer answer;
  if (!options.spec.empty()) answer = on_spec(options, colors);
  if (answer.exit_code != kClean) return answer;
  const std::string text = pipeline::override_lines(overrides, sources, options.spec == "-" ? "" : options.spec);
  if (options.output.empty() || options.output == "-") {
    answer.out = text;
    return answer;
  }
  const Status written = write_file(options.output, text);
  return written ? answer : could_not_run(written.error(), colors);
}

}  // namespace

Runner add_tune_lines(Options& command) {
  auto options = std::make_shared<TuneLinesOptions>();
  command.argument("spec", options->spec, "SPEC",
                   "the spec they are set on top of: what is printed then extends it; otherwise the lines alone");
  add_set(command, options->sets);
  add_output(command, options->output);
  add_config(command, options->config);
  return [options](const Colors& colors) { return tune_lines(*options, colors); };
}

}  // namespace cdp::driver
