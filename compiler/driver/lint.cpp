// `cdp lint`: what becomes of linted files. Fixes are written, a baseline is held against the findings, and the rest is
// reported.
#include <algorithm>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "compiler/base/number_text.h"
#include "compiler/diag/snippet.h"
#include "compiler/driver/command_table.h"
#include "compiler/driver/lint.h"
#include "compiler/driver/options.h"
#include "compiler/driver/session.h"
#include "compiler/driver/settings.h"
#include "compiler/findings/baseline.h"
#include "compiler/findings/paths.h"
#include "compiler/format/diff.h"

namespace cdp::driver {

namespace {

using pipeline::LintedTask;
using pipeline::LintRun;

findings::Report report_of(LintRun& run, const Colors& colors, bool lists_closed) {
  findings::Report report;
  report.fail_on = run.fail_on;
  report.lists_closed = lists_closed;
  report.folder = std::filesystem::current_path().string();
  report.failures = run.failures;
  report.color = colors.out;
  for (const LintedTask& linted : run.files) report.files.push_back(linted.task.path);
  report.findings = pipeline::take_findings(run);
  return report;
}

// ---- fixes ---------------------------------------------------------------------------------

struct FixCount {
  std::size_t findings = 0;
  std::size_t files = 0;

  [[nodiscard]] std::string text() const {
    return fmt::format("{} in {}\n", counted(findings, "finding"), counted(files, "file"));
  }
};

FixCount count_fixes(const LintRun& run, Answer& answer) {
  FixCount count;
  for (const LintedTask& linted : run.files) {
    count.findings += linted.file.fixed;
    count.files += linted.file.before != linted.file.after ? 1 : 0;
    if (linted.file.dropped)
      answer.err += fmt::format("{}: some fixes would have left errors behind; they were not applied\n",
                                diag::harmless(linted.task.path));
  }
  return count;
}

void show_changes(const LintRun& run, Answer& answer) {
  for (const LintedTask& linted : run.files)
    answer.out += format::unified_diff(linted.file.before, linted.file.after, diag::harmless(linted.task.path),
                                       diag::harmless(linted.task.path));
  const FixCount count = count_fixes(run, answer);
  if (count.files == 0) return;
  find(answer);
  answer.err += "would fix " + count.text();
}

void write_changes(const LintRun& run, const Colors& colors, Answer& answer) {
  for (const LintedTask& linted : run.files) {
    if (linted.task.is_stdin)
      answer.out += linted.file.after;
    else if (linted.file.before != linted.file.after)
      if (const Status written = rewrite_file(linted.task.path, linted.file.after); !written)
        fail(written.error(), colors, answer);
  }
  const FixCount count = count_fixes(run, answer);
  if (count.files > 0) answer.err += "fixed " + count.text();
}

// ---- baselines -----------------------------------------------------------------------------

Status hold_against_baseline(const LintRun& run, bool update, findings::Report& report, Answer& answer) {
  if (run.baseline.empty()) {
    if (update) return Error{"needs --baseline FILE, or a baseline in cdp.toml", "--update-baseline"};
    return Done{};
  }
  const auto looked = [&run](const std::string& path, std::string_view code) {
    return pipeline::was_looked_for(run, path, code);
  };
  const auto held = findings::hold_against(run.baseline, update ? findings::Upkeep::kUpdate : findings::Upkeep::kRead,
                                           looked, report);
  if (!held) return held.error();
  const std::string name = diag::harmless(run.baseline);
  if (update) answer.err += fmt::format("{}: {} accepted\n", name, counted(held->accepted, "finding"));
  if (held->gone > 0)
    answer.err += fmt::format("{}: {} accepted {} gone; --update-baseline forgets {}\n", name, held->gone,
                              held->gone == 1 ? "finding is" : "findings are", held->gone == 1 ? "it" : "them");
  return Done{};
}

// ---- the report ----------------------------------------------------------------------------

std::string written(const LintOptions& options, const findings::Report& report) {
  if (options.statistics) return findings::statistics(report);
  return options.format->write(report);
}

void put_report(const LintOptions& options, const LintRun& run, findings::Report& report, const Colors& colors,
                Answer& answer) {
  const bool out_is_text = options.fix && std::any_of(run.files.begin(), run.files.end(),
                                                      [](const LintedTask& linted) { return linted.task.is_stdin; });
  if (!options.output.empty()) report.color = diag::Color::kNever;
  const std::string text = written(options, report);
  if (options.output.empty()) {
    (out_is_text ? answer.err : answer.out) += text;
    return;
  }
  answer.err += findings::summary(report) + "\n";
  if (const Status done = write_file(options.output, text); !done) fail(done.error(), colors, answer);
}

std::optional<Error> bad_options(const LintOptions& options) {
  if (options.unsafe_fixes && !options.fix && !options.diff)
    return Error{"goes with --fix, which applies fixes, or with --diff, which shows them", "--unsafe-fixes"};
  if (options.fix && options.diff) return Error{"shows what --fix would do; give one of the two", "--diff"};
  if (options.statistics && !options.format->is_text())
    return Error{"are a table of text; leave out --format", "--statistics"};
  return std::nullopt;
}

}  // namespace

pipeline::LintRequest request_of(const LintOptions& options, const Colors& colors) {
  pipeline::LintRequest request;
  request.paths = options.paths;
  request.select = options.select;
  request.ignore = options.ignore;
  request.fail_on = options.fail_on;
  request.target = options.target;
  if (options.fix || options.diff)
    request.fixing = options.unsafe_fixes ? pipeline::Fixing::kAll : pipeline::Fixing::kSafe;
  if (options.format->is_text()) request.shown = options.output.empty() ? colors.out : diag::Color::kNever;
  request.baseline = options.baseline;
  request.stdin_is_file = !options.stdin_filename.empty();
  request.stdin_name = request.stdin_is_file ? options.stdin_filename : kStdin;
  request.read_stdin = read_stdin;
  request.jobs = options.jobs;
  request.config = options.config;
  return request;
}

Answer lint_paths(const LintOptions& options, const Colors& colors) {
  if (const auto bad = bad_options(options)) return could_not_run(*bad, colors);
  if (options.show_settings)
    return show_settings(options.paths.empty() ? "" : options.paths.front(), options.config, colors);
  LintRun run = pipeline::lint_all(request_of(options, colors));
  if (run.fault) return answer_of(*run.fault, colors);
  Answer answer;
  for (const std::vector<Error>& left_out : run.left_out) answer.err += left_out_warnings(left_out, colors);
  for (const Error& failure : run.failures) fail(failure, colors, answer);
  for (const pipeline::SettingsFault& refused : run.refused) {
    answer.err += answer_of(refused, colors).err;
    answer.exit_code = kCouldNotRun;
  }
  if (options.diff) {
    show_changes(run, answer);
    return answer;
  }
  if (options.fix) write_changes(run, colors, answer);
  findings::Report report = report_of(run, colors, !options.no_suppressed);
  if (const Status held = hold_against_baseline(run, options.update_baseline, report, answer); !held) {
    fail(held.error(), colors, answer);
    return answer;
  }
  put_report(options, run, report, colors, answer);
  const auto fails = [&](const lint::Finding& finding) { return findings::fails(finding, run.fail_on); };
  if (!options.exit_zero && std::any_of(report.findings.begin(), report.findings.end(), fails)) find(answer);
  return answer;
}

namespace {

void add_selection(Options& command, LintOptions& options) {
  command.comma_list("--select", options.select, "CODES",
                     "only these: codes, names, beginnings of codes such as W41, or all");
  command.comma_list("--ignore", options.ignore, "CODES", "all but these");
  command.option("--target", options.target, "all|NAME",
                 "a target to look at besides the reference, or all (the default)");
}

void add_outcome(Options& command, LintOptions& options) {
  command.choice<std::optional<diag::Severity>>(
      "--fail-on", options.fail_on,
      {{"error", diag::Severity::kError}, {"warning", diag::Severity::kWarning}, {"info", diag::Severity::kInfo}},
      "what makes the exit code 1; warnings and errors otherwise");
  command.flag("--exit-zero", options.exit_zero, "exit code 0 in spite of findings");
  std::vector<std::pair<std::string, const findings::Format*>> words;
  for (const findings::Format& format : findings::formats()) words.emplace_back(format.word, &format);
  command.choice<const findings::Format*>("--format", options.format, words, "how findings are written");
  add_output(command, options.output);
  command.flag("--no-suppressed", options.no_suppressed,
               "leave what is suppressed, or accepted by a baseline, out of sarif and json");
  command.flag("--statistics", options.statistics, "how often each code is found, instead of where");
}

void add_changes(Options& command, LintOptions& options) {
  command.flag("--fix", options.fix, "apply the fixes that change no compiled number, then report what is left");
  command.flag("--unsafe-fixes", options.unsafe_fixes, "with --fix or --diff: the other fixes too");
  command.flag("--diff", options.diff, "print what --fix would change, and change nothing");
  command.option("--baseline", options.baseline, "FILE", "accept the findings in this file; fail on others");
  command.flag("--update-baseline", options.update_baseline, "write today's findings into the baseline");
}

}  // namespace

Runner add_lint(Options& command) {
  auto options = std::make_shared<LintOptions>();
  command.argument("paths", options->paths, "PATH",
                   "files, or folders with .cdp files; - is standard input; this folder otherwise");
  add_selection(command, *options);
  add_outcome(command, *options);
  add_changes(command, *options);
  command.option("--stdin-filename", options->stdin_filename, "NAME", "the file that standard input stands for");
  command.option("--jobs", options->jobs, "N", "threads; as many as there are cores otherwise");
  add_config(command, options->config);
  command.flag("--show-settings", options->show_settings, "print the settings that hold for the first path");
  return [options](const Colors& colors) { return lint_paths(*options, colors); };
}

}  // namespace cdp::driver
