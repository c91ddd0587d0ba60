// `cdp study ...`: what a study has found so far. Asking and telling is study_ask.cpp's, what is drawn or judged
// study_report.cpp's.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "compiler/driver/commands.h"
#include "study/store/combinations.h"
#include "study/store/trial.h"

namespace cdp::driver {

struct StudyStatusOptions {
  std::string folder;
  bool json = false;
};

struct StudyTopOptions {
  std::string folder;
  unsigned count = 5;  // at each scale
};

struct StudyPlotOptions {
  std::string folder;
  std::string out = {};  // empty: report.html in the folder
};

struct StudyImportanceOptions {
  std::string folder;
  bool json = false;
};

enum class StudyForm { kCsv, kJson, kOptuna };

struct StudyExportOptions {
  std::string folder;
  StudyForm form = StudyForm::kCsv;
  std::string output;  // empty: standard output
};

/// Hands out a trial. `spec`: where it is now, if not where the study was begun.
struct StudyAskOptions {
  std::string folder;
  std::string spec;
  ConfigChoice config = {};
};

struct StudyTellOptions {
  std::string folder;
  std::string trial;
  std::string loss = {};  // a number
  std::string run = {};   // or the folder of the run
  bool diverged = false;
  std::string failed = {};  // why
  bool forget = false;      // it waits again
};

[[nodiscard]] Answer study_status(const StudyStatusOptions& options, const Colors& colors);
[[nodiscard]] Answer study_top(const StudyTopOptions& options, const Colors& colors);
[[nodiscard]] Answer study_plot(const StudyPlotOptions& options, const Colors& colors);
[[nodiscard]] Answer study_importance(const StudyImportanceOptions& options, const Colors& colors);
[[nodiscard]] Answer study_export(const StudyExportOptions& options, const Colors& colors);
[[nodiscard]] Answer study_ask(const StudyAskOptions& options, const Colors& colors);
[[nodiscard]] Answer study_tell(const StudyTellOptions& options, const Colors& colors);

/// The axes that tell a scale from the others of its study, or `reference`.
[[nodiscard]] std::string scale_text(const std::vector<std::pair<std::string, std::string>>& at,
                                     const std::vector<study::Trial>& trials);
/// `3.2141 +- 0.0102`; `-` where nothing finished.
[[nodiscard]] std::string loss_words(const study::Combination& one);

}  // namespace cdp::driver
