// See study.h.
#include "compiler/driver/study.h"

#include <array>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "compiler/base/columns.h"
#include "compiler/base/files.h"
#include "compiler/base/number_text.h"
#include "compiler/driver/command_table.h"
#include "compiler/driver/options.h"
#include "compiler/driver/settings.h"
#include "compiler/driver/study_fleet.h"
#include "study/exports/json.h"
#include "study/exports/optuna.h"
#include "study/exports/runs.h"
#include "study/store/store.h"

namespace cdp::driver {
namespace {

/// How many trials are in each state.
std::string states_text(const study::Store& store) {
  std::array<std::size_t, all_of<study::TrialState>().size()> counts{};
  for (const study::Trial& trial : store.trials()) ++counts[static_cast<std::size_t>(trial.result.state)];
  std::vector<std::string> parts;
  for (const study::TrialState state : all_of<study::TrialState>())
    if (const std::size_t count = counts[static_cast<std::size_t>(state)]; count > 0)
      parts.push_back(fmt::format("{} {}", count, word(state)));
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string info_text(const study::Store& store) {
  const study::StudyInfo& info = store.info();
  double seconds = 0;
  for (const study::Trial& trial : store.trials()) seconds += trial.result.seconds;
  std::string text = fmt::format("{} of {} ({})\n", info.kind, info.spec, info.spec_sha256.substr(0, 12));
  text += fmt::format("trials  {}: {}\n", store.trials().size(), states_text(store));
  if (!info.data.empty()) text += fmt::format("data    {}\n", info.data);
  if (!info.torch.empty())
    text += fmt::format("made by cdp {}, LibTorch {}, {}\n", info.compiler, info.torch, info.device);
  return text + fmt::format("time    {} of training\n", duration_text(seconds));
}

std::string top_text(const std::vector<study::Trial>& trials, std::size_t count) {
  std::vector<std::vector<Cell>> table;
  std::optional<std::vector<std::pair<std::string, std::string>>> scale;
  std::size_t here = 0;
  for (const study::Combination& one : study::combinations(trials)) {
    here = scale == one.at ? here + 1 : 0;
    scale = one.at;
    if (here >= count || !one.mean()) continue;
    table.push_back({{scale_text(one.at, trials), {}},
                     {loss_words(one), {}},
                     {counted(one.losses.size(), "seed"), {}},
                     {fmt::format("{}", fmt::join(one.sets, " ")), {}}});
  }
  if (table.empty()) return "no trial has finished yet\n";
  return columns(table, std::vector<Align>(4, Align::kLeft), 2, Color::kNever);
}

}  // namespace

std::string scale_text(const std::vector<std::pair<std::string, std::string>>& at,
                       const std::vector<study::Trial>& trials) {
  return at.empty() ? "reference" : study::scale_words(study::telling(at, trials));
}

std::string loss_words(const study::Combination& one) {
  if (!one.mean()) return "-";
  return one.error() ? fmt::format("{:.4f} +- {:.4f}", *one.mean(), *one.error()) : fmt::format("{:.4f}", *one.mean());
}

Answer study_status(const StudyStatusOptions& options, const Colors& colors) {
  const auto store = study::Store::open(options.folder, study::Access::kRead);
  if (!store) return could_not_run(store.error(), colors);
  Answer answer;
  answer.out =
      options.json ? study::to_json(*store) : info_text(*store) + "best at each scale\n" + top_text(store->trials(), 1);
  return answer;
}

Answer study_top(const StudyTopOptions& options, const Colors& colors) {
  const auto store = study::Store::open(options.folder, study::Access::kRead);
  if (!store) return could_not_run(store.error(), colors);
  Answer answer;
  answer.out = top_text(store->trials(), options.count);
  return answer;
}

Answer study_export(const StudyExportOptions& options, const Colors& colors) {
  const auto store = study::Store::open(options.folder, study::Access::kRead);
  if (!store) return could_not_run(store.error(), colors);
  Answer answer;
  std::string text;
  switch (options.form) {
    case StudyForm::kCsv:
      text = study::to_csv(study::runs_of(*store));
      break;
    case StudyForm::kJson:
      text = study::to_json(*store);
      break;
    case StudyForm::kOptuna:
      text = study::optuna_journal(*store);
      break;
  }
  if (options.output.empty()) {
    answer.out = std::move(text);
    return answer;
  }
  if (const Status written = write_file(options.output, text); !written) return could_not_run(written.error(), colors);
  return answer;
}

Runner add_study_status(Options& command) {
  auto options = std::make_shared<StudyStatusOptions>();
  command.argument("dir", options->folder, "DIR", "the study's folder").required = true;
  command.flag("--json", options->json, "all of it, every trial with its result, as JSON");
  return [options](const Colors& colors) { return study_status(*options, colors); };
}

Runner add_study_top(Options& command) {
  auto options = std::make_shared<StudyTopOptions>();
  command.argument("dir", options->folder, "DIR", "the study's folder").required = true;
  command.option("--count", options->count, "N", "at each scale; 5 otherwise");
  return [options](const Colors& colors) { return study_top(*options, colors); };
}

Runner add_study_export(Options& command) {
  auto options = std::make_shared<StudyExportOptions>();
  command.argument("dir", options->folder, "DIR", "the study's folder").required = true;
  command.choice<StudyForm>(
      "--to", options->form, {{"csv", StudyForm::kCsv}, {"json", StudyForm::kJson}, {"optuna", StudyForm::kOptuna}},
      "a table of finished and diverged trials, which transfer and fit read; all trials as JSON; a "
      "journal of Optuna's; csv otherwise");
  add_output(command, options->output);
  return [options](const Colors& colors) { return study_export(*options, colors); };
}

}  // namespace cdp::driver
