// `cdp compare`: transfer against fit at a target. What it judges is study/compare's; the table is read as `cdp fit`
// does.
#include <memory>

#include "compiler/base/harmless.h"
#include "compiler/driver/command_table.h"
#include "compiler/driver/fit.h"
#include "compiler/driver/options.h"
#include "study/compare/compare.h"

namespace cdp::driver {

namespace {

Answer compare_table(const FitCommandOptions& options, const Colors& colors) {
  if (options.at.empty())
    return could_not_run({"say the scale to compare at, as in `duration=1B`", "--target"}, colors);
  const auto input = read_fit_input(options);
  if (!input) return could_not_run(input.error(), colors);
  if (input->size() > 1 && options.format == StudyFormat::kJson)
    return could_not_run({"JSON is of one group of runs; keep those of one group in a table of their own", "--by"},
                         colors);
  Answer answer;
  for (const FitInput& one : *input) {
    const auto report = study::compare_runs(one.group, one.options);
    if (!report) return could_not_run(report.error(), colors);
    if (report->verdict == study::CompareVerdict::kCannotTell) answer.exit_code = kFindings;
    if (!answer.out.empty()) answer.out += "\n";
    answer.out += options.format == StudyFormat::kJson ? study::to_json(*report)
                                                       : harmless_but_colours(study::to_text(*report, colors.out));
  }
  return answer;
}

}  // namespace

Runner add_compare(Options& command) {
  auto options = std::make_shared<FitCommandOptions>();
  options->at_option = "--target";
  add_fit_input(command, *options);
  command.comma_list("--target", options->at, "AXIS=N", "the scale to predict at, as in params=1B,duration=20B")
      .required = true;
  return [options](const Colors& colors) { return compare_table(*options, colors); };
}

}  // namespace cdp::driver
