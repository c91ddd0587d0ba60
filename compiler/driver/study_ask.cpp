// `cdp study ask` and `tell`: trials for schedulers that start their own programs.
#include <charconv>
#include <cmath>
#include <memory>
#include <variant>

#include <fmt/format.h>

#include "compiler/base/files.h"
#include "compiler/base/folders.h"
#include "compiler/base/regular_file.h"
#include "compiler/driver/command_table.h"
#include "compiler/driver/options.h"
#include "compiler/driver/study.h"
#include "compiler/driver/study_spec.h"
#include "compiler/plan/json.h"
#include "run/log.h"
#include "study/exports/journal.h"
#include "study/store/store.h"

namespace cdp::driver {
namespace {

const study::Trial* first_waiting(const study::Store& store) {
  for (const study::Trial& trial : store.trials())
    if (trial.result.state == study::TrialState::kWaiting) return &trial;
  return nullptr;
}

/// The loss of a run's last evaluation, or that it diverged.
Result<study::TrialResult> result_of_run(const std::string& folder) {
  const std::string path = folder + "/metrics.jsonl";
  const auto text = read_regular(path);
  if (!text) return text.error();
  const auto log = run::read_log(*text, path);
  if (!log) return log.error();
  if (!log->end) return Error{"the run has not ended; go on with it first", path};
  study::TrialResult result;
  result.steps = log->end->step;
  result.seconds = log->end->seconds;
  if (!log->train.empty()) result.items = log->train.back().items;
  if (log->end->reason == run::EndReason::kNan) {
    result.state = study::TrialState::kDiverged;
    return result;
  }
  if (log->end->reason != run::EndReason::kFinished) return Error{"the run was stopped before its last step", path};
  if (log->evals.empty()) return Error{"the run has no evaluation", path};
  result.state = study::TrialState::kFinished;
  result.loss = log->evals.back().loss;
  return result;
}

Result<study::TrialResult> told(const StudyTellOptions& options) {
  const int said = static_cast<int>(!options.loss.empty()) + static_cast<int>(!options.run.empty()) +
                   static_cast<int>(options.diverged) + static_cast<int>(!options.failed.empty());
  if (said != 1)
    return Error{"say what came of the trial by one of --loss, --run, --diverged, --failed and --forget", ""};
  study::TrialResult result;
  if (!options.run.empty()) return result_of_run(options.run);
  if (options.diverged) {
    result.state = study::TrialState::kDiverged;
    return result;
  }
  if (!options.failed.empty()) {
    result.state = study::TrialState::kFailed;
    result.message = options.failed;
    return result;
  }
  double loss = 0;
  const auto [end, fault] = std::from_chars(options.loss.data(), options.loss.data() + options.loss.size(), loss);
  if (fault != std::errc{} || end != options.loss.data() + options.loss.size())
    return Error{fmt::format("must be a number, found `{}`", options.loss), "--loss"};
  if (!std::isfinite(loss)) return Error{fmt::format("found `{}`; say so with --diverged", options.loss), "--loss"};
  result.state = study::TrialState::kFinished;
  result.loss = loss;
  return result;
}

Result<std::int64_t> trial_number(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc{} || end != text.data() + text.size())
    return Error{fmt::format("found `{}` where the number of a trial belongs", text), ""};
  return number;
}

}  // namespace

Answer study_ask(const StudyAskOptions& options, const Colors& colors) {
  auto store = study::Store::open(options.folder, study::Access::kWrite);
  if (!store) return could_not_run(store.error(), colors);
  const study::Trial* trial = first_waiting(*store);
  Answer answer;
  if (trial == nullptr) {
    answer.err =
        "no trial waits: all have ended, or were handed out (`cdp study tell DIR TRIAL --forget` takes one back)\n";
    answer.exit_code = kFindings;
    return answer;
  }
  const auto spec = spec_of_study(*store, options.spec, options.config, trial->point, colors);
  if (const auto* refused = std::get_if<Answer>(&spec)) return *refused;
  const plan::Plan& compiled = *std::get<SpecOfStudy>(spec).compiled.plan;
  const std::string plans = options.folder + "/plans";
  if (const std::error_code fault = make_folders(plans))
    return could_not_run({"the folder cannot be made: " + fault.message(), plans}, colors);
  const std::string plan = fmt::format("{}/{}.json", plans, trial->number);
  if (const Status written = write_file(plan, plan::to_json(compiled)); !written)
    return could_not_run(written.error(), colors);
  const std::int64_t number = trial->number;
  if (const Status marked = store->hand_out(number); !marked) return could_not_run(marked.error(), colors);
  answer.out = fmt::format("{} {}\n", number, plan);
  answer.err = fmt::format("trial {}: {}; tell what came of it by `cdp study tell {} {} --loss LOSS`\n", number,
                           words(store->trials()[static_cast<std::size_t>(number - 1)].point), options.folder, number);
  return answer;
}

Answer study_tell(const StudyTellOptions& options, const Colors& colors) {
  const auto number = trial_number(options.trial);
  if (!number) return could_not_run(number.error(), colors);
  auto store = study::Store::open(options.folder, study::Access::kWrite);
  if (!store) return could_not_run(store.error(), colors);
  if (options.forget) {
    const Status marked = store->forget(*number);
    return marked ? Answer{} : could_not_run(marked.error(), colors);
  }
  const auto result = told(options);
  if (!result) return could_not_run(result.error(), colors);
  if (const Status kept = store->end(*number, *result); !kept) return could_not_run(kept.error(), colors);
  study::Journal journal;
  if (const Status added = journal.update(*store); !added) {
    Answer answer = could_not_run(added.error(), colors);
    answer.err += "the result itself is kept\n";
    return answer;
  }
  return {};
}

Runner add_study_ask(Options& command) {
  auto options = std::make_shared<StudyAskOptions>();
  command.argument("dir", options->folder, "DIR", "the study's folder").required = true;
  command.option("--spec", options->spec, "SPEC", "where the study's spec is now, if not where the study was begun");
  add_config(command, options->config);
  command.footer("Prints the number of the trial and the path of its plan, which `cdp train` or any trainer takes.\n");
  return [options](const Colors& colors) { return study_ask(*options, colors); };
}

Runner add_study_tell(Options& command) {
  auto options = std::make_shared<StudyTellOptions>();
  command.argument("dir", options->folder, "DIR", "the study's folder").required = true;
  command.argument("trial", options->trial, "TRIAL", "its number, as `cdp study ask` printed it").required = true;
  command.option("--loss", options->loss, "LOSS", "on held-out data, at the end of the run");
  command.option("--run", options->run, "DIR", "or the folder of the run, of `cdp train`");
  command.flag("--diverged", options->diverged, "or that its loss became NaN or infinite");
  command.option("--failed", options->failed, "WHY", "or that it could not be trained");
  command.flag("--forget", options->forget, "or that nothing came of it: it waits again");
  return [options](const Colors& colors) { return study_tell(*options, colors); };
}

}  // namespace cdp::driver
