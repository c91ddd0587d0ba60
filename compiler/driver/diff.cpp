// `cdp diff`: reads both sides, compares their plans, shows the differences.
#include "compiler/driver/diff.h"

#include <memory>
#include <utility>

#include <fmt/format.h>

#include "compiler/diff/report.h"
#include "compiler/driver/command_table.h"
#include "compiler/driver/options.h"
#include "compiler/driver/plan_input.h"

namespace cdp::driver {

namespace {

/// At the side's own place, and at what holds for both where that says nothing. A plan has its place, so that what
/// holds for both is the other side's alone.
OpenedPlan open_side(const PlanText& text, ScaleAndConfig choice, const ScaleAndConfig& both, const Colors& colors) {
  if (!is_plan(text.text)) {
    choice.config = both.config;
    if (choice.target.empty()) choice.target = both.target;
    if (choice.at.empty()) choice.at = both.at;
    choice.sets.insert(choice.sets.begin(), both.sets.begin(), both.sets.end());
  }
  return open_plan(text, choice, pipeline::Reasons::kKeep, colors);
}

/// Errors of a spec are findings for other commands; here a 1 means that something was compared.
Answer trouble(Answer answer) {
  answer.exit_code = kCouldNotRun;
  return answer;
}

std::string shown(const diff::Report& report, DiffFormat format, diag::Color color) {
  switch (format) {
    case DiffFormat::kText:
      return diff::to_text(report, color);
    case DiffFormat::kJson:
      return diff::to_json(report);
    case DiffFormat::kMarkdown:
      return diff::to_markdown(report);
  }
  return "";
}

Answer compared(const DiffRequest& request, diff::Report report, const Colors& colors) {
  report.differences = diff::compare(*report.a.plan, *report.b.plan, report.options);
  const bool to_file = !request.output.empty() && request.output != "-";
  Answer answer{report.is_different() ? kFindings : kClean, "", ""};
  std::string text = shown(report, request.format, to_file ? diag::Color::kNever : colors.out);
  if (!to_file) {
    answer.out = std::move(text);
    return answer;
  }
  const Status written = write_file(request.output, text);
  return written ? answer : could_not_run(written.error(), colors);
}

}  // namespace

Answer diff(const DiffRequest& request, const Colors& colors) {
  if (request.a.path == "-" && request.b.path == "-")
    return could_not_run({"only one of the two can come from standard input", ""}, colors);
  diff::Report report;
  report.options.tolerance = request.tolerance;
  if (!(request.tolerance >= 0 && request.tolerance < 1))
    return could_not_run(
        {fmt::format("{} is out of range; it is at least 0 and below 1", request.tolerance), "--tolerance"}, colors);
  if (!request.fail_on.empty()) {
    auto chosen = diff::parse_categories(request.fail_on);
    if (!chosen) return could_not_run(chosen.error(), colors);
    report.chosen = *std::move(chosen);
  }
  auto text_a = read_plan_text(request.a.path);
  if (!text_a) return could_not_run(text_a.error(), colors);
  auto text_b = read_plan_text(request.b.path);
  if (!text_b) return could_not_run(text_b.error(), colors);
  const bool both_are_plans = is_plan(text_a->text) && is_plan(text_b->text);
  if (pipeline::is_given(request.choice) && both_are_plans)
    return could_not_run({"both are plans, compiled already; --target, --at and --set go with a spec", ""}, colors);
  report.a.name = text_a->shown();
  report.b.name = text_b->shown();
  OpenedPlan a = open_side(*text_a, request.a.choice, request.choice, colors);
  if (!a) return trouble(std::move(a.answer));
  OpenedPlan b = open_side(*text_b, request.b.choice, request.choice, colors);
  b.answer.err.insert(0, a.answer.err);
  if (!b) return trouble(std::move(b.answer));
  report.a.plan = &*a.plan;
  report.b.plan = &*b.plan;
  Answer answer = compared(request, std::move(report), colors);
  answer.err.insert(0, b.answer.err);
  return answer;
}

Runner add_diff(Options& command) {
  auto request = std::make_shared<DiffRequest>();
  command.argument("first", request->a.path, "A", "a spec or plan, as it was; - is standard input").required = true;
  command.argument("second", request->b.path, "B", "a spec or plan, as it is now").required = true;
  add_scale_and_config(command, request->choice);
  const auto add_own = [&command](const std::string& side, ScaleAndConfig& choice) {
    const std::string of = (side == "a" ? "A" : "B") + std::string(" alone");
    command.option("--target-" + side, choice.target, "NAME", "the target of " + of);
    command.option("--at-" + side, choice.at, "AXES", "axes of " + of);
    command.list("--set-" + side, choice.sets, "OVERRIDE", "an override of " + of + ", after those of both");
  };
  add_own("a", request->a.choice);
  add_own("b", request->b.choice);
  command.choice<DiffFormat>(
      "--format", request->format,
      {{"text", DiffFormat::kText}, {"json", DiffFormat::kJson}, {"markdown", DiffFormat::kMarkdown}},
      "text otherwise; markdown is made for a comment on a pull request");
  command.option("--tolerance", request->tolerance, "PART",
                 "numbers that differ by no more, as a part of the larger one, are equal; 0 otherwise");
  command.option("--fail-on", request->fail_on, "LIST",
                 "all that makes the exit code 1, such as lr,init,weight_decay; everything is still shown");
  add_output(command, request->output);
  return [request](const Colors& colors) { return diff(*request, colors); };
}

}  // namespace cdp::driver
