// From the paths of a command line to linted files: which files, under which settings, on all cores.
#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <new>
#include <set>

#include <fmt/format.h>

#include "compiler/base/reach.h"
#include "compiler/base/text.h"
#include "compiler/config/glob.h"
#include "compiler/driver/lint.h"
#include "compiler/driver/parallel.h"
#include "compiler/driver/session.h"
#include "compiler/driver/settings.h"

namespace cdp::driver {

namespace {

using config::Config;

std::vector<std::string> texts(const std::vector<config::Word>& words) {
  std::vector<std::string> result;
  for (const config::Word& word : words) result.push_back(word.text);
  return result;
}

/// The command line's `--select` replaces that of cdp.toml, its `--ignore` adds to it.
Result<lint::Selection> selection_of(const LintOptions& options, const Config& config) {
  lint::Choice choice;
  if (options.select)
    choice.select = options.select;
  else if (config.lint.select)
    choice.select = texts(*config.lint.select);
  choice.ignore = texts(config.lint.ignore);
  choice.ignore.insert(choice.ignore.end(), options.ignore.begin(), options.ignore.end());
  for (const config::RuleLevel& row : config.lint.levels) choice.levels.emplace_back(row.rule.text, row.level);
  return lint::Selection::of(choice);
}

pipeline::Fixing fixing_of(const LintOptions& options) {
  if (!options.fix && !options.diff) return pipeline::Fixing::kNone;
  return options.unsafe_fixes ? pipeline::Fixing::kAll : pipeline::Fixing::kSafe;
}

/// Finds the files and the settings of each, and keeps the settings for as long as they are needed.
class Run {
 public:
  Run(const LintOptions& options, const Colors& colors) : options_(options), colors_(colors) {}

  LintRun go() {
    const std::vector<std::string> here = {"."};
    for (const std::string& path : options_.paths.empty() ? here : options_.paths) {
      add(path);
      if (run_.fault) return std::move(run_);
    }
    if (tasks_.empty() && !run_.refused.empty()) run_.fault = run_.refused.front();
    if (!run_.fault) lint();
    if (!run_.fault) check_targets();
    return std::move(run_);
  }

 private:
  void fail(const Error& error) { run_.fault = could_not_run(error, colors_); }

  void add(const std::string& path) {
    const bool is_stdin = path == "-";
    const std::string shown = !is_stdin ? path : options_.stdin_filename.empty() ? kStdin : options_.stdin_filename;
    settings_.push_back(std::make_unique<Settings>(
        settings_for(is_stdin && !options_.stdin_filename.empty() ? shown : path, options_.config, colors_)));
    Settings& settings = *settings_.back();
    if (!settings) {
      run_.refused.push_back(*settings.fault);
      return settings_.pop_back();
    }
    const Config& config = settings.config;
    if (settings_.size() == 1) take_defaults(config);
    if (settings_.size() == 1 && !options_.baseline.empty()) check_baseline(*settings.files.reach);
    if (run_.fault) return;
    const auto selection = selection_of(options_, config);
    if (!selection) return fail(selection.error());
    if (is_stdin) {
      auto text = read_stdin();
      if (!text) return run_.failures.push_back(text.error());
      settings.files.memory.insert_or_assign(shown, std::move(*text));
      return add_file(shown, settings, *selection, true);
    }
    const auto found = spec_files(path, config);
    if (!found) return run_.failures.push_back(found.error());
    run_.warnings += left_out_warnings(found->left_out, colors_);
    for (const std::string& file : found->files)  // what was found in `.` is shown without it
      add_file(file == path ? file : std::filesystem::path(file).lexically_normal().string(), settings, *selection,
               false);
  }

  /// What holds for the run as a whole is said by the command line, else by the settings of the first path.
  void take_defaults(const Config& config) {
    if (config.lint.fail_on) run_.fail_on = config.lint.fail_on->severity;
    if (options_.fail_on) run_.fail_on = *options_.fail_on;
    if (config.lint.baseline) run_.baseline = config.lint.baseline->path;
    if (!options_.baseline.empty()) run_.baseline = options_.baseline;
  }

  /// One that is named on the command line may lie in the current folder too; a link in a stranger's tree leads nowhere
  /// else.
  void check_baseline(std::vector<std::string> reach) {
    reach.push_back(real_folder("."));
    if (lies_within(options_.baseline, reach)) return;
    fail({fmt::format("lies outside of {} and of the current folder; `--allow-path {}` lets it be used", reach.front(),
                      real_folder(options_.baseline)),
          options_.baseline});
  }

  void add_file(const std::string& path, const Settings& settings, const lint::Selection& selection, bool is_stdin) {
    if (!known_.insert(std::filesystem::path(path).lexically_normal().string()).second) return;
    LintTask task{path, is_stdin, &settings.files, {}};
    std::vector<const diag::Row*> off;
    for (const config::Word& word : config::ignored_for(settings.config, path))
      if (const auto rows = lint::rows_of(word.text)) off.insert(off.end(), rows->begin(), rows->end());
    task.options.selection = selection.without(off);
    task.options.thresholds = settings.config.lint.options.values;
    task.options.target = !options_.target.empty()      ? options_.target
                          : settings.config.lint.target ? settings.config.lint.target->text
                                                        : "all";
    task.options.fixing = fixing_of(options_);
    task.options.trees = &trees_;
    if (options_.format == "text") task.options.shown = options_.output.empty() ? colors_.out : diag::Color::kNever;
    tasks_.push_back(std::move(task));
  }

  void lint() {
    std::vector<std::optional<Result<pipeline::LintedFile>>> done(tasks_.size());
    in_parallel(tasks_.size(), options_.jobs, [&](std::size_t i) {
      try {
        done[i].emplace(pipeline::lint_file(tasks_[i].path, *tasks_[i].files, tasks_[i].options));
      } catch (const std::bad_alloc&) {  // of one file: the others are still looked at
        done[i].emplace(Error{"takes more memory than there is; is a depth or a list too long?", tasks_[i].path});
      }
    });
    for (std::size_t i = 0; i < tasks_.size(); ++i) {
      if (*done[i])
        run_.files.push_back({std::move(tasks_[i]), std::move(**done[i])});
      else
        run_.failures.push_back(done[i]->error());
    }
    for (LintedTask& linted : run_.files) {  // they go with this object
      linted.task.files = nullptr;
      linted.task.options.trees = nullptr;
    }
  }

  /// A name that no spec has is misspelt; one that some have is meant for these. That of a cdp.toml may wait for specs
  /// that have targets.
  void check_targets() {
    std::map<std::string, std::vector<std::string>> known;  // by the target that was asked for
    for (const LintedTask& linted : run_.files) {
      auto& names = known[linted.task.options.target];
      names.insert(names.end(), linted.file.targets.begin(), linted.file.targets.end());
    }
    const bool typed = !options_.target.empty();
    for (auto& [name, names] : known) {
      if (name == "all" || name == "reference" || (names.empty() && !typed)) continue;
      if (std::find(names.begin(), names.end(), name) != names.end()) continue;
      names.insert(names.end(), {"all", "reference"});
      fail({"no spec has a target `" + name + "`" + did_you_mean(name, names), typed ? "--target" : "[lint] target"});
    }
  }

  const LintOptions& options_;
  const Colors& colors_;
  LintRun run_;
  std::vector<std::unique_ptr<Settings>> settings_;
  std::set<std::string> known_;
  sema::Trees trees_;
  std::vector<LintTask> tasks_;
};

}  // namespace

LintRun lint_all(const LintOptions& options, const Colors& colors) {
  return Run(options, colors).go();
}

}  // namespace cdp::driver
