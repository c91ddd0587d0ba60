// `cdp check`: all stages at the reference and every target, for what they find.
#include <memory>

#include <fmt/format.h>

#include "compiler/base/harmless.h"
#include "compiler/base/number_text.h"
#include "compiler/diag/snippet.h"
#include "compiler/driver/command_table.h"
#include "compiler/driver/options.h"
#include "compiler/driver/session.h"
#include "compiler/driver/settings.h"
#include "compiler/pipeline/scaling_report.h"

namespace cdp::driver {

namespace {

/// `3 modules, 1 rule set`: what a file without a model declares.
std::string declarations(const sema::Program& program) {
  const pipeline::DeclarationCounts found = pipeline::count_declarations(program);
  std::vector<std::string> parts;
  const auto list = [&parts](std::size_t count, std::string_view one, std::string_view many) {
    if (count > 0) parts.push_back(fmt::format("{} {}", count, count == 1 ? one : many));
  };
  list(found.modules, "module", "modules");
  list(found.rule_sets, "rule set", "rule sets");
  list(found.constants, "constant", "constants");
  list(found.axes, "axis", "axes");
  return parts.empty() ? "no declarations" : fmt::format("{}", fmt::join(parts, ", "));
}

/// `gpt.cdp: ok, 2 targets, 47 tensors`
std::string summary_line(const pipeline::AnalysedSpec& analysis, const pipeline::CheckedTargets& targets) {
  const std::string path = diag::harmless(analysis.program.root().path);
  const std::size_t warnings = analysis.sink.warning_count();
  const std::string verdict = warnings == 0 ? "ok" : counted(warnings, "warning");
  if (!analysis.spec) {
    return fmt::format("{}: {}, {}; no model, so shapes and values were not checked\n", path, verdict,
                       declarations(analysis.program));
  }
  return fmt::format("{}: {}, {}, {}\n", path, verdict, counted(targets.targets, "target"),
                     counted(targets.tensors, "tensor"));
}

/// A line for each axis that the spec's model can grow along, and one for each finding.
void add_scaling(pipeline::AnalysedSpec& analysis, const Colors& colors, Answer& answer) {
  const auto report = pipeline::scaling_report(analysis, {});
  if (!report || !*report) return;  // without axes that are named and without errors there is always one
  answer.out += harmless_but_colours(stability::to_text(**report, stability::Detail::kShort, colors.out));
  if (!(*report)->stable() && answer.exit_code == kClean) answer.exit_code = kFindings;
}

void check_one(const std::string& path, const CheckOptions& options, const Colors& colors, Answer& answer) {
  const auto fail = [&answer](const Answer& failed) {
    answer.exit_code = kCouldNotRun;
    answer.err += failed.err;
  };
  auto source = read_source(path);
  if (!source) return fail(could_not_run(source.error(), colors));
  const auto opened = pipeline::analyse_source(*std::move(source), options.config, options.sets);
  if (opened.fault) return fail(answer_of(*opened.fault, colors));
  pipeline::AnalysedSpec& analysis = *opened.analysis;
  const pipeline::CheckedTargets targets = pipeline::check_targets(analysis);
  answer.err += rendered(analysis, colors.err);
  const bool failed = analysis.sink.has_errors() || (options.fail_on == FailOn::kWarning && !analysis.sink.empty());
  if (failed && answer.exit_code == kClean) answer.exit_code = kFindings;
  if (analysis.sink.has_errors()) return;
  answer.out += summary_line(analysis, targets) + stand_ins(analysis);
  if (options.scaling && pipeline::ready(analysis)) add_scaling(analysis, colors, answer);
}

}  // namespace

Answer check(const CheckOptions& options, const Colors& colors) {
  Answer answer;
  for (const std::string& path : options.specs) check_one(path, options, colors, answer);
  return answer;
}

Runner add_check(Options& command) {
  auto options = std::make_shared<CheckOptions>();
  command.argument("specs", options->specs, "SPEC", "specs or files of declarations; - is standard input").required =
      true;
  command.choice<FailOn>("--fail-on", options->fail_on, {{"error", FailOn::kError}, {"warning", FailOn::kWarning}},
                         "what makes the exit code 1; errors otherwise");
  command.flag("--scaling", options->scaling,
               "also whether the model stays stable and keeps learning as it grows, in short; exit code 1 if not");
  add_set(command, options->sets);
  add_config(command, options->config);
  return [options](const Colors& colors) { return check(*options, colors); };
}

}  // namespace cdp::driver
