// `cdp scaling`: whether a spec stays stable and keeps learning as its axes grow, and why.
#include <memory>

#include "compiler/base/harmless.h"
#include "compiler/driver/command_table.h"
#include "compiler/driver/options.h"
#include "compiler/driver/session.h"
#include "compiler/driver/settings.h"
#include "compiler/pipeline/scaling_report.h"

namespace cdp::driver {

namespace {

enum class ScalingFormat { kText, kJson, kMarkdown };

struct ScalingOptions {
  std::string spec;
  std::vector<std::string> axes;
  ScalingFormat format = ScalingFormat::kText;
  bool all = false;
  std::vector<std::string> sets = {};  // overrides
  ConfigChoice config = {};
};

std::string shown(const stability::Report& report, const ScalingOptions& options, diag::Color color) {
  switch (options.format) {
    case ScalingFormat::kText:
      return stability::to_text(report, options.all ? stability::Detail::kAll : stability::Detail::kFindings, color);
    case ScalingFormat::kJson:
      return stability::to_json(report);
    case ScalingFormat::kMarkdown:
      return stability::to_markdown(report);
  }
  return "";
}

Answer scaling(const ScalingOptions& options, const Colors& colors) {
  auto source = read_source(options.spec);
  if (!source) return could_not_run(source.error(), colors);
  const auto opened = pipeline::analyse_source(*std::move(source), options.config, options.sets);
  if (opened.fault) return answer_of(*opened.fault, colors);
  pipeline::AnalysedSpec& analysis = *opened.analysis;
  Answer answer;
  answer.exit_code = kFindings;
  if (!pipeline::ready(analysis)) {
    answer.err = rendered(analysis, colors.err);
    return answer;
  }
  const auto report = pipeline::scaling_report(analysis, options.axes);
  if (!report) return could_not_run(report.error(), colors);
  answer.err = rendered(analysis, colors.err);
  if (!*report) return answer;
  if ((*report)->stable()) answer.exit_code = kClean;
  answer.out = harmless_but_colours(shown(**report, options, colors.out));
  return answer;
}

}  // namespace

Runner add_scaling(Options& command) {
  auto options = std::make_shared<ScalingOptions>();
  add_spec(command, options->spec);
  command.comma_list("--axis", options->axes, "AXES",
                     "axes that grow, such as width,depth; otherwise all that the model has");
  command.choice<ScalingFormat>(
      "--format", options->format,
      {{"text", ScalingFormat::kText}, {"json", ScalingFormat::kJson}, {"markdown", ScalingFormat::kMarkdown}},
      "text otherwise");
  command.flag("--all", options->all, "also the exponents of every activation and tensor");
  add_set(command, options->sets);
  add_config(command, options->config);
  return [options](const Colors& colors) { return scaling(*options, colors); };
}

}  // namespace cdp::driver
