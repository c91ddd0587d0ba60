// `cdp fit`: reads a table of runs, and prints or writes what study/fit finds in it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/driver/commands.h"
#include "compiler/driver/options.h"
#include "study/fit/fit.h"

namespace cdp::driver {

enum class StudyFormat { kText, kJson };

struct FitCommandOptions {
  std::string runs;
  std::string hyperparameter = {};
  std::vector<std::string> axes = {};     // of the law
  std::vector<std::string> at = {};       // `params=1B`
  std::string at_option = "--at";         // that said so
  std::vector<std::string> by = {};       // tags that split the runs
  std::vector<std::string> ignored = {};  // columns to leave out
  std::string rules = {};                 // that the runs were made under
  std::string write = {};                 // where to write the rule set
  StudyFormat format = StudyFormat::kText;
};

[[nodiscard]] Answer fit_table(const FitCommandOptions& options, const Colors& colors);

/// A table as those commands read it that fit its runs: a group for each value of `by`.
struct FitInput {
  study::Group group;
  study::FitOptions options;
};
[[nodiscard]] Result<std::vector<FitInput>> read_fit_input(const FitCommandOptions& options);

/// RUNS.csv, --hp, --axis, --by, --ignore and --format.
void add_fit_input(Options& command, FitCommandOptions& options);

/// `params=1B`, `duration=10M tok` each; the option's name is for errors: another form, a number that is not above 0,
/// an axis that is named twice.
[[nodiscard]] Result<study::ScalePoint> read_scale(const std::vector<std::string>& words, const std::string& option);

}  // namespace cdp::driver
