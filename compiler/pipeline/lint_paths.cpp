// See lint_paths.h.
#include "compiler/pipeline/lint_paths.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <new>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "compiler/base/reach.h"
#include "compiler/base/text.h"
#include "compiler/config/glob.h"
#include "compiler/pipeline/parallel.h"

namespace cdp::pipeline {

namespace {

using config::Config;

std::vector<std::string> texts(const std::vector<config::Word>& words) {
  std::vector<std::string> result;
  for (const config::Word& word : words) result.push_back(word.text);
  return result;
}

/// The command line's `--select` replaces that of cdp.toml, its `--ignore` adds to it.
Result<lint::Selection> selection_of(const LintRequest& request, const Config& config) {
  lint::Choice choice;
  if (request.select)
    choice.select = request.select;
  else if (config.lint.select)
    choice.select = texts(*config.lint.select);
  choice.ignore = texts(config.lint.ignore);
  choice.ignore.insert(choice.ignore.end(), request.ignore.begin(), request.ignore.end());
  for (const config::RuleLevel& row : config.lint.levels) choice.levels.emplace_back(row.rule.text, row.level);
  return lint::Selection::of(choice);
}

/// Finds the files and the settings of each, and keeps the settings for as long as they are needed.
class Run {
 public:
  explicit Run(const LintRequest& request) : request_(request) {}

  LintRun go() {
    const std::vector<std::string> here = {"."};
    for (const std::string& path : request_.paths.empty() ? here : request_.paths) {
      add(path);
      if (run_.fault) return std::move(run_);
    }
    if (tasks_.empty() && !run_.refused.empty()) run_.fault = run_.refused.front();
    if (!run_.fault) lint();
    if (!run_.fault) check_targets();
    return std::move(run_);
  }

 private:
  void fail(const Error& error) { run_.fault = SettingsFault{error}; }

  void add(const std::string& path) {
    const bool is_stdin = path == "-";
    const std::string shown = is_stdin ? request_.stdin_name : path;
    settings_.push_back(std::make_unique<FileSettings>(
        settings_for(is_stdin && request_.stdin_is_file ? shown : path, request_.config)));
    FileSettings& settings = *settings_.back();
    if (!settings) {
      run_.refused.push_back(*settings.fault);
      return settings_.pop_back();
    }
    const Config& config = settings.config;
    if (settings_.size() == 1) take_defaults(config);
    if (settings_.size() == 1 && !request_.baseline.empty()) check_baseline(*settings.files.reach);
    if (run_.fault) return;
    const auto selection = selection_of(request_, config);
    if (!selection) return fail(selection.error());
    if (is_stdin) {
      auto text = request_.read_stdin();
      if (!text) return run_.failures.push_back(text.error());
      settings.files.memory.insert_or_assign(shown, std::move(*text));
      return add_file(shown, settings, *selection, true);
    }
    const auto found = spec_files(path, config);
    if (!found) return run_.failures.push_back(found.error());
    run_.left_out.push_back(found->left_out);
    for (const std::string& file : found->files)  // what was found in `.` is shown without it
      add_file(file == path ? file : std::filesystem::path(file).lexically_normal().string(), settings, *selection,
               false);
  }

  /// What holds for the run as a whole is said by the command line, else by the settings of the first path.
  void take_defaults(const Config& config) {
    if (config.lint.fail_on) run_.fail_on = config.lint.fail_on->severity;
    if (request_.fail_on) run_.fail_on = *request_.fail_on;
    if (config.lint.baseline) run_.baseline = config.lint.baseline->path;
    if (!request_.baseline.empty()) run_.baseline = request_.baseline;
  }

  /// One that is named on the command line may lie in the current folder too; a link in a stranger's tree leads nowhere
  /// else.
  void check_baseline(std::vector<std::string> reach) {
    reach.push_back(real_folder("."));
    if (lies_within(request_.baseline, reach)) return;
    fail({fmt::format("lies outside of {} and of the current folder; `--allow-path {}` lets it be used", reach.front(),
                      real_folder(request_.baseline)),
          request_.baseline});
  }

  void add_file(const std::string& path, const FileSettings& settings, const lint::Selection& selection,
                bool is_stdin) {
    if (!known_.insert(std::filesystem::path(path).lexically_normal().string()).second) return;
    LintTask task{path, is_stdin, &settings.files, {}};
    std::vector<const diag::CatalogRow*> off;
    for (const config::Word& word : config::ignored_for(settings.config, path))
      if (const auto rows = lint::rows_of(word.text)) off.insert(off.end(), rows->begin(), rows->end());
    task.options.selection = selection.without(off);
    task.options.thresholds = settings.config.lint.options.values;
    task.options.target = !request_.target.empty()      ? request_.target
                          : settings.config.lint.target ? settings.config.lint.target->text
                                                        : "all";
    task.options.fixing = request_.fixing;
    task.options.trees = &trees_;
    task.options.shown = request_.shown;
    tasks_.push_back(std::move(task));
  }

  void lint() {
    std::vector<std::optional<Result<LintedFile>>> done(tasks_.size());
    in_parallel(tasks_.size(), request_.jobs, [&](std::size_t i) {
      try {
        done[i].emplace(lint_file(tasks_[i].path, *tasks_[i].files, tasks_[i].options));
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
    const bool typed = !request_.target.empty();
    for (auto& [name, names] : known) {
      if (name == "all" || name == "reference" || (names.empty() && !typed)) continue;
      if (std::find(names.begin(), names.end(), name) != names.end()) continue;
      names.insert(names.end(), {"all", "reference"});
      fail({"no spec has a target `" + name + "`" + did_you_mean(name, names), typed ? "--target" : "[lint] target"});
    }
  }

  const LintRequest& request_;
  LintRun run_;
  std::vector<std::unique_ptr<FileSettings>> settings_;
  std::set<std::string> known_;
  sema::Trees trees_;
  std::vector<LintTask> tasks_;
};

}  // namespace

LintRun lint_all(const LintRequest& request) {
  return Run(request).go();
}

std::vector<lint::Finding> take_findings(LintRun& run) {
  std::vector<lint::Finding> all;
  std::set<std::tuple<std::string, std::uint32_t, std::uint32_t, std::string_view, std::string>> known;
  for (LintedTask& linted : run.files)
    for (lint::Finding& finding : linted.file.findings)
      if (known.emplace(finding.at.path, finding.at.offset, finding.at.length, finding.code(), finding.message).second)
        all.push_back(std::move(finding));
  return all;
}

bool was_looked_for(const LintRun& run, const std::string& path, std::string_view code) {
  const diag::CatalogRow* row = lint::find_row(code);
  for (const LintedTask& linted : run.files)
    if (std::filesystem::absolute(linted.task.path).lexically_normal() == path)
      return row == nullptr || lint::was_looked_for(*row, linted.task.options.selection, linted.file.seen);
  std::error_code ignored;
  return !std::filesystem::exists(path, ignored);
}

}  // namespace cdp::pipeline
