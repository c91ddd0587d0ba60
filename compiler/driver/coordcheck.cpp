// See coordcheck.h.
#include "compiler/driver/coordcheck.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "compiler/base/files.h"
#include "compiler/base/memory_file.h"
#include "compiler/base/number_text.h"
#include "compiler/base/regular_file.h"
#include "compiler/base/text.h"
#include "compiler/coordcheck/report.h"
#include "compiler/coordcheck/study.h"
#include "compiler/driver/command_table.h"
#include "compiler/driver/coordcheck_scales.h"
#include "compiler/driver/hand_over.h"
#include "compiler/driver/options.h"
#include "compiler/driver/session.h"
#include "compiler/driver/workers.h"
#include "compiler/plan/json.h"

namespace cdp::driver {

namespace {

constexpr Most kMostLines{std::uint64_t{4} << 30U, "measure fewer steps or scales at once"};

/// A run of cdp-run, and how long it takes against the others.
struct Run {
  Job job;
  double work = 0;
};

/// Of one scale. Where a seed takes seconds each is a run of its own, so that they can be side by side; below that it
/// is the start of the program that takes time.
void add_runs(const ScaledAxis& axis, std::size_t at, const CoordcheckOptions& options, const std::string& path,
              std::vector<Run>& runs) {
  constexpr double kWorthAStart = 1e11;  // operations
  const plan::Plan& plan = axis.plans[at];
  const double rows = static_cast<double>(plan.training.batch * plan.training.context.value_or(1));
  const double work = 8.0 * static_cast<double>(plan.parameters.total) * rows * options.steps;
  const std::string scale = fmt::format("{} {}", axis.study.axis, short_number(axis.values[at]));
  std::vector<std::string> arguments = {"measure", path};
  for (const std::string& one : options.data) arguments.insert(arguments.end(), {"--data", one});
  for (const std::string& one : options.include) arguments.insert(arguments.end(), {"--include", one});
  if (!options.token_type.empty()) arguments.insert(arguments.end(), {"--token-type", options.token_type});
  Run whole{{scale, arguments}, 0};
  for (unsigned i = 0; i < options.seeds; ++i) {
    const std::string seed = std::to_string(plan.training.seed + i);
    if (work < kWorthAStart) {
      whole.job.arguments.insert(whole.job.arguments.end(), {"--seed", seed});
      whole.work += work;
      continue;
    }
    Run one{{fmt::format("{}, seed {}", scale, seed), arguments}, work};
    one.job.arguments.insert(one.job.arguments.end(), {"--seed", seed});
    runs.push_back(std::move(one));
  }
  if (whole.work > 0) runs.push_back(std::move(whole));
}

Result<std::vector<Job>> jobs_of(const std::vector<ScaledAxis>& axes, const CoordcheckOptions& options) {
  std::vector<Run> runs;
  for (const ScaledAxis& axis : axes)
    for (std::size_t i = 0; i < axis.plans.size(); ++i) {
      auto path = memory_file(options.spec == "-" ? kStdin : options.spec, plan::to_json(axis.plans[i]));
      if (!path) return path.error();
      add_runs(axis, i, options, *path, runs);
    }
  std::stable_sort(runs.begin(), runs.end(), [](const Run& a, const Run& b) { return a.work > b.work; });
  std::vector<Job> jobs;
  for (Run& run : runs) jobs.push_back(std::move(run.job));
  return jobs;
}

/// One line that renews itself, where somebody looks.
void show_progress(std::size_t done, std::size_t all, const std::string& name) {
  if (::isatty(STDERR_FILENO) == 0) return;
  const std::string line = fmt::format("\r\x1b[Kmeasuring {} ({} of {} done)", name, done, all);
  std::fputs(line.c_str(), stderr);
  std::fflush(stderr);
}

void hide_progress() {
  if (::isatty(STDERR_FILENO) == 0) return;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
}

Answer stopped(int signal, const Colors& colors) {
  Answer answer = could_not_run({"stopped before everything was measured; nothing is judged", ""}, colors);
  answer.exit_code = 128 + signal;
  return answer;
}

/// Lines as text, or the answer that says why there are none.
std::variant<std::string, Answer> measure(const std::vector<ScaledAxis>& axes, const CoordcheckOptions& options,
                                          const Colors& colors) {
  const UserEnvironment user = user_environment();
  const auto program = find_runtime(own_folder(), user);
  if (!program) return could_not_run(program.error(), colors);
  const auto jobs = jobs_of(axes, options);
  if (!jobs) return could_not_run(jobs.error(), colors);
  const Machine machine = detect_machine();
  Workers workers{*program, runtime_environment(machine, user), 1};
  workers.at_once = std::clamp<std::size_t>(static_cast<std::size_t>(machine.cores), 1, jobs->size());
  if (!user.contains("OMP_NUM_THREADS")) {  // small models gain more from being side by side than from threads
    const auto threads = std::max<std::size_t>(1, static_cast<std::size_t>(machine.cores) / workers.at_once);
    workers.environment.emplace_back("OMP_NUM_THREADS", std::to_string(threads));
  }
  workers.begins = [&jobs](std::size_t done, const Job& job) { show_progress(done, jobs->size(), job.name); };
  auto end = run_jobs(workers, *jobs);
  hide_progress();
  if (const auto* signal = std::get_if<Stopped>(&end)) return stopped(signal->signal, colors);
  if (const auto* error = std::get_if<Error>(&end)) return could_not_run(*error, colors);
  std::string lines;
  for (const std::string& text : std::get<std::vector<std::string>>(end)) lines += text;
  return lines;
}

/// Steps and seeds as they were measured.
void count(const std::vector<run::MeasuredLine>& lines, coordcheck::CoordCheck& check) {
  std::set<std::int64_t> seeds;
  for (const run::MeasuredLine& line : lines)
    std::visit(
        [&](const auto& one) {
          seeds.insert(one.seed);
          check.steps = std::max(check.steps, one.step);
        },
        line);
  check.seeds = seeds.size();
}

std::string data_words(const CoordcheckOptions& options, const plan::Plan& plan) {
  if (!options.lines.empty()) return "another trainer's data";
  if (!options.data.empty()) return list_of(options.data);
  return plan.training.context ? "synthetic tokens" : "synthetic samples";
}

Result<coordcheck::CoordCheck> judged(const ScaledAxes& scaled, const std::vector<run::MeasuredLine>& lines,
                                      const CoordcheckOptions& options) {
  coordcheck::CoordCheck check;
  check.spec = options.spec == "-" ? kStdin : options.spec;
  check.parameterization = scaled.parameterization;
  const plan::Plan& plan = scaled.axes.front().plans.front();
  check.data = data_words(options, plan);
  check.batch = plan.training.batch;
  check.tolerance = options.tolerance;
  count(lines, check);
  const bool by_lines = !options.lines.empty() && options.axes.empty();  // the axes that they vary
  std::optional<Error> fault;
  for (const ScaledAxis& axis : scaled.axes) {
    auto study = coordcheck::judge_study(lines, axis.study, axis.expected, options.tolerance);
    if (study)
      check.studies.push_back(*std::move(study));
    else if (!fault)
      fault = study.error();
    if (fault && !by_lines) return *fault;
  }
  if (check.studies.empty()) return *fault;
  return check;
}

std::string formatted(const coordcheck::CoordCheck& check, const CoordcheckOptions& options) {
  switch (options.format) {
    case CoordcheckFormat::kText:
      return coordcheck::to_text(check, options.all);
    case CoordcheckFormat::kJson:
      return coordcheck::to_json(check);
    case CoordcheckFormat::kJunit:
      return coordcheck::to_junit(check);
  }
  return "";
}

std::optional<Error> option_fault(const CoordcheckOptions& options) {
  if (options.steps < 1 || options.steps > 10'000)
    return Error{fmt::format("must be from 1 to 10000, found {}", options.steps), "--steps"};
  if (options.seeds < 1 || options.seeds > 100)
    return Error{fmt::format("must be from 1 to 100, found {}", options.seeds), "--seeds"};
  if (!(options.tolerance > 0) || !std::isfinite(options.tolerance))
    return Error{fmt::format("must be a number above 0, found {}", shortest(options.tolerance)), "--tolerance"};
  if (!options.lines.empty() && !options.data.empty())
    return Error{"lines were measured already: leave out --data", "--lines"};
  return {};
}

/// The text of the lines: another trainer's, or ours, kept where that is asked for.
std::variant<std::string, Answer> lines_text(const ScaledAxes& scaled, const CoordcheckOptions& options,
                                             const Colors& colors) {
  if (!options.lines.empty()) {
    auto text = read_named(options.lines, kMostLines);
    if (!text) return could_not_run(text.error(), colors);
    return *std::move(text);
  }
  auto measured = measure(scaled.axes, options, colors);
  const auto* text = std::get_if<std::string>(&measured);
  if (text != nullptr && !options.save.empty())
    if (const Status saved = write_file(options.save, *text); !saved) return could_not_run(saved.error(), colors);
  return measured;
}

}  // namespace

Answer coordinate_check(const CoordcheckOptions& options, const Colors& colors) {
  if (const auto fault = option_fault(options)) return could_not_run(*fault, colors);
  const auto source = read_source(options.spec);
  if (!source) return could_not_run(source.error(), colors);
  ScaledAxes scaled = scale_axes(*source, options, colors);
  if (!scaled) return scaled.answer;
  const auto text = lines_text(scaled, options, colors);
  if (const auto* failed = std::get_if<Answer>(&text)) return *failed;
  const auto lines =
      coordcheck::read_lines(std::get<std::string>(text), options.lines.empty() ? "cdp-run" : options.lines);
  if (!lines) return could_not_run(lines.error(), colors);
  const auto check = judged(scaled, *lines, options);
  if (!check) return could_not_run(check.error(), colors);
  Answer answer = std::move(scaled.answer);
  answer.out = formatted(*check, options);
  answer.exit_code = coordcheck::fails(*check) ? kFindings : kClean;
  if (!options.report.empty())
    if (const Status written = write_file(options.report, coordcheck::to_html(*check)); !written)
      return could_not_run(written.error(), colors);
  return answer;
}

Runner add_coordcheck(Options& command) {
  auto options = std::make_shared<CoordcheckOptions>();
  add_spec(command, options->spec);
  command.list(
      "--axis", options->axes, "NAME[=N,N,...]",
      "scales of an axis, the others at the reference; half, once, twice and four times the reference where none "
      "are named, as far as the spec takes them; width and depth otherwise");
  command.option("--steps", options->steps, "N", "steps of training at each scale; 10 otherwise");
  command.option("--seeds", options->seeds, "N", "runs at each scale, from the spec's seed on; 3 otherwise");
  command.option("--batch", options->batch, "N",
                 "sequences or samples a step, which changes no hyperparameter; otherwise some thousand tokens");
  command.list("--data", options->data, "PATH", "as for train; synthetic data otherwise, which need no file");
  command.list("--include", options->include, "GLOB", "as for train");
  command.option("--token-type", options->token_type, "bytes|uint16|uint32", "as for train");
  command.option("--lines", options->lines, "FILE", "judge what another trainer has measured instead of training");
  command.option("--save", options->save, "FILE", "keep the measured lines (JSON)");
  command.option("--report", options->report, "FILE", "write a page with a small chart a module (HTML)");
  command.choice<CoordcheckFormat>(
      "--format", options->format,
      {{"text", CoordcheckFormat::kText}, {"json", CoordcheckFormat::kJson}, {"junit", CoordcheckFormat::kJunit}},
      "text otherwise");
  command.flag("--all", options->all, "list what passes too");
  command.option("--tolerance", options->tolerance, "T",
                 "how far an exponent may be from what is expected; 0.15 otherwise");
  add_set(command, options->sets);
  add_config(command, options->config);
  command.footer("Models are trained in fp32, at the peak learning rate from the first step on, without clipping.\n");
  return [options](const Colors& colors) { return coordinate_check(*options, colors); };
}

}  // namespace cdp::driver
