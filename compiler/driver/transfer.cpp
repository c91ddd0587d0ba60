// `cdp transfer`: whether the best value of a hyperparameter carries from small scales to large ones, by runs that have
// been made. What is decided lives in study/transfer; runs that are trained again are transfer_trajectory.cpp's.
#include <cmath>
#include <memory>
#include <variant>

#include <fmt/format.h>

#include "compiler/base/files.h"
#include "compiler/base/harmless.h"
#include "compiler/base/text.h"
#include "compiler/driver/command_table.h"
#include "compiler/driver/options.h"
#include "compiler/driver/runs_input.h"
#include "compiler/driver/session.h"
#include "compiler/driver/transfer_trajectory.h"
#include "study/runs/csv.h"
#include "study/transfer/report.h"

namespace cdp::driver {

namespace {

enum class TransferFormat { kText, kJson };

struct TransferCommand {
  std::string runs;
  std::string axis, hyperparameter;
  std::vector<std::string> by, ignored;
  double tolerance = std::nan("");  // none
  std::string report;
  TransferFormat format = TransferFormat::kText;
  bool strict = false;
  TrajectoryOptions trajectory = {};
};

Result<study::Runs> read_runs(const TransferCommand& command) {
  study::Columns columns;
  if (!command.axis.empty()) columns.axes.insert(command.axis);
  if (!command.hyperparameter.empty()) columns.hyperparameters.insert(command.hyperparameter);
  columns.ignored.insert(command.ignored.begin(), command.ignored.end());
  return read_runs_input(command.runs, columns);
}

Result<study::TransferReport> report_of(const TransferCommand& command, std::optional<double> tolerance) {
  const auto runs = read_runs(command);
  if (!runs) return runs.error();
  auto sweeps = study::sweeps_of(*runs, {command.axis, command.hyperparameter, command.by});
  if (!sweeps) return sweeps.error();
  study::TransferReport report{runs->name, {}};
  study::TransferOptions options;
  options.tolerance = tolerance;
  for (study::Sweep& sweep : *sweeps) report.groups.push_back(study::transfer_of(std::move(sweep), options));
  return report;
}

int exit_code(const study::TransferReport& report, bool strict) {
  const auto& split = report.trajectory;
  if (strict && split && split->mechanism == study::Mechanism::kCannotTell) return kFindings;
  switch (study::verdict_of(report)) {
    case study::TransferWord::kFast:
      return kClean;
    case study::TransferWord::kCannotTell:
      return strict ? kFindings : kClean;
    case study::TransferWord::kSlow:
      return kFindings;
  }
  return kFindings;
}

Answer transfer(const TransferCommand& command, const Colors& colors) {
  const double tolerance = command.tolerance;
  const bool tolerates = !std::isnan(tolerance);
  if (tolerates && !(tolerance > 0 && std::isfinite(tolerance)))
    return could_not_run({fmt::format("must be a number above 0, found {}", shortest(tolerance)), "--tolerance"},
                         colors);
  auto report = report_of(command, tolerates ? std::optional(tolerance) : std::nullopt);
  if (!report) return could_not_run(report.error(), colors);
  if (command.trajectory.asked) {
    auto split = trajectory_of(command.runs, *report, command.trajectory, colors);
    if (auto* failed = std::get_if<Answer>(&split)) return std::move(*failed);
    report->trajectory = std::get<study::TrajectorySplit>(std::move(split));
  }
  Answer answer;
  answer.out =
      command.format == TransferFormat::kJson ? study::to_json(*report) : harmless_lines(study::to_text(*report));
  answer.exit_code = exit_code(*report, command.strict);
  if (!command.report.empty())
    if (const Status written = write_file(command.report, study::to_html(*report)); !written)
      return could_not_run(written.error(), colors);
  return answer;
}

}  // namespace

Runner add_transfer(Options& command) {
  auto options = std::make_shared<TransferCommand>();
  command
      .argument("runs", options->runs, "DIR|RUNS.csv", "a study, or a table of runs with a header; - is standard input")
      .required = true;
  command.option("--axis", options->axis, "AXIS", "the axis of scale, as width; otherwise the one that varies");
  command.option("--hp", options->hyperparameter, "NAME",
                 "the hyperparameter, as base.lr; otherwise the one that varies");
  command.list("--by", options->by, "COLUMN", "judge the runs of each of its values alone");
  command.list("--ignore", options->ignored, "COLUMN", "leave the column out");
  command.option("--tolerance", options->tolerance, "LOSS",
                 "a regret in loss that does not matter; otherwise 5% of what scaling buys");
  command.option("--report", options->report, "FILE", "write a page with the curves (HTML)");
  command.choice<TransferFormat>("--format", options->format,
                                 {{"text", TransferFormat::kText}, {"json", TransferFormat::kJson}}, "text otherwise");
  command.flag("--strict", options->strict, "exit with 1 also on `cannot tell`");
  add_trajectory(command, options->trajectory);
  return [options](const Colors& colors) { return transfer(*options, colors); };
}

}  // namespace cdp::driver
