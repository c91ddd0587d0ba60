// See fit.h.
#include "compiler/driver/fit.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>

#include <fmt/format.h>

#include "compiler/base/files.h"
#include "compiler/base/harmless.h"
#include "compiler/base/source.h"
#include "compiler/base/written_number.h"
#include "compiler/diag/sink.h"
#include "compiler/driver/command_table.h"
#include "compiler/driver/options.h"
#include "compiler/driver/runs_input.h"
#include "compiler/driver/session.h"
#include "compiler/format/format.h"
#include "study/fit/report.h"
#include "study/fit/rule_set.h"
#include "study/fit/timescale.h"
#include "study/runs/csv.h"

namespace cdp::driver {

namespace {

Result<std::string> read_rules(const std::string& path) {
  return Files{}.read_regular(path);
}

/// What --hp, --axis and the steps of a critical batch make of a table's columns.
study::Columns columns_of(const FitCommandOptions& options) {
  study::Columns columns;
  columns.axes = {options.axes.begin(), options.axes.end()};
  columns.axes.insert(study::kSteps);
  columns.ignored = {options.ignored.begin(), options.ignored.end()};
  columns.axes.erase(study::kTokensPerParam);
  if (!options.hyperparameter.empty() && options.hyperparameter != study::kTau)
    columns.hyperparameters.insert(options.hyperparameter);
  return columns;
}

Result<study::Runs> read_table(const FitCommandOptions& options) {
  return read_runs_input(options.runs, columns_of(options));
}

/// --rules, or the tag `rules` where all runs of the group have the same.
Result<std::optional<study::RulesCall>> rules_of(const FitCommandOptions& options, const study::Group& group) {
  std::string written = options.rules;
  const auto tags = study::tag_values(group.runs);
  if (const auto tag = tags.find("rules"); written.empty() && tag != tags.end() && tag->second.size() == 1)
    written = *tag->second.begin();
  if (written.empty()) return std::optional<study::RulesCall>{};
  auto call = study::parse_rules_call(written, read_rules);
  if (!call) return call.error();
  return std::optional(*std::move(call));
}

/// In the canonical form.
Status write_rules(const study::FitReport& report, const std::string& path) {
  const auto text = study::to_rule_set(report);
  if (!text) return text.error();
  SourceMap sources;
  diag::DiagnosticSink sink;
  const auto formatted = format::format(sources, sources.add(path, *text), sink);
  return write_file(path, formatted.value_or(*text));
}

}  // namespace

Result<std::vector<FitInput>> read_fit_input(const FitCommandOptions& options) {
  study::FitOptions chosen;
  chosen.hyperparameter = options.hyperparameter;
  chosen.axes = options.axes;
  chosen.at_option = options.at_option;
  if (!options.at.empty()) {
    auto at = read_scale(options.at, options.at_option);
    if (!at) return at.error();
    chosen.at = *std::move(at);
  }
  const auto runs = read_table(options);
  if (!runs) return runs.error();
  auto groups = study::split_by_tags(*runs, options.by);
  if (!groups) return groups.error();
  std::vector<FitInput> input;
  for (study::Group& group : *groups) {
    auto rules = rules_of(options, group);
    if (!rules) return rules.error();
    chosen.rules = *std::move(rules);
    input.push_back({std::move(group), chosen});
  }
  return input;
}

Result<study::ScalePoint> read_scale(const std::vector<std::string>& words, const std::string& option) {
  study::ScalePoint scale;
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (equals == 0 || equals == std::string::npos)
      return Error{fmt::format("expected an axis and its value, as in `duration=1B`, found `{}`", shortened(word)),
                   option};
    std::string digits = word.substr(equals + 1);
    digits.erase(std::remove(digits.begin(), digits.end(), ' '), digits.end());
    const WrittenNumber number = read_written_number(digits);
    if (number.digits == 0 || !number.attached || number.range != NumberRange::kHeld || !(number.value > 0))
      return Error{fmt::format("`{}` must be a number above 0, found `{}`", shortened(word.substr(0, equals)),
                               shortened(word.substr(equals + 1))),
                   option};
    if (!scale.emplace(word.substr(0, equals), number.value).second)
      return Error{fmt::format("`{}` stands twice", shortened(word.substr(0, equals))), option};
  }
  return scale;
}

Answer fit_table(const FitCommandOptions& options, const Colors& colors) {
  const auto input = read_fit_input(options);
  if (!input) return could_not_run(input.error(), colors);
  if (!options.write.empty() && input->size() > 1)
    return could_not_run(
        {"a rule set is of one group of runs; keep those of one group in a table of their own", "--write"}, colors);
  std::vector<study::FitReport> reports;
  for (const FitInput& one : *input) {
    auto report = study::fit_runs(one.group, one.options);
    if (!report) return could_not_run(report.error(), colors);
    reports.push_back(*std::move(report));
  }
  Answer answer;
  const bool all = std::all_of(reports.begin(), reports.end(), study::found_law);
  answer.exit_code = all ? kClean : kFindings;
  answer.out = options.format == StudyFormat::kJson ? study::to_json(reports)
                                                    : harmless_but_colours(study::to_text(reports, colors.out));
  if (options.write.empty()) return answer;
  if (const Status written = write_rules(reports.front(), options.write); !written)
    return could_not_run(written.error(), colors);
  return answer;
}

void add_fit_input(Options& command, FitCommandOptions& options) {
  command.argument("runs", options.runs, "DIR|RUNS.csv", "a study, or a table of finished runs; - is standard input")
      .required = true;
  command.option(
      "--hp", options.hyperparameter, "NAME",
      "the hyperparameter, as in base.lr; tau for batch / (lr weight_decay duration); otherwise the one that varies");
  command.comma_list(
      "--axis", options.axes, "AXES",
      "axes of the law, as in params,duration; otherwise those that vary; tokens_per_param is worked out");
  command.comma_list("--by", options.by, "TAGS", "a law for each value of these columns, as in schedule");
  command.list("--ignore", options.ignored, "COLUMN", "leave the column out");
  command.choice<StudyFormat>("--format", options.format, {{"text", StudyFormat::kText}, {"json", StudyFormat::kJson}},
                              "text otherwise");
}

Runner add_fit(Options& command) {
  auto options = std::make_shared<FitCommandOptions>();
  add_fit_input(command, *options);
  command.comma_list("--at", options->at, "AXIS=N",
                     "predict at a scale, as in params=1B,duration=20B, and plan the next runs for it");
  command.option(
      "--rules", options->rules, "RULES",
      "the rule set that the runs were made under, as in 'complete_d_p(duration_exponent = 0.5)', of which the law is "
      "what is left over; otherwise the column rules, or none");
  command.option("--write", options->write, "FILE", "write the law as a rule set (.cdp) that specs use");
  return [options](const Colors& colors) { return fit_table(*options, colors); };
}

}  // namespace cdp::driver
