// The split of trajectories in a transfer report's text; see trajectory.h.
#include <fmt/format.h>

#include "compiler/base/columns.h"
#include "compiler/base/number_text.h"
#include "study/transfer/trajectory.h"
#include "study/transfer/words.h"

namespace cdp::study {
namespace {

using Row = std::vector<std::string>;

/// Marked where it is the lowest of its scale.
std::string loss_words(double loss, bool is_lowest) {
  return fmt::format("{}{:.4f}", is_lowest ? "*" : "", loss);
}

std::string table(const TrajectorySplit& split, const std::string& axis, const std::string& hyperparameter) {
  std::vector<Row> rows = {{axis, hyperparameter, "loss", fmt::format("top {}", split.k), "rest"}};
  for (const TrajectoryScale& scale : split.scales)
    for (std::size_t i = 0; i < scale.cells.size(); ++i) {
      const TrajectoryCell& cell = scale.cells[i];
      rows.push_back({i == 0 ? with_suffix(scale.scale) : "", signed_less(cell.value),
                      loss_words(cell.whole, i == scale.best_whole), loss_words(cell.top, i == scale.best_top),
                      loss_words(cell.rest, i == scale.best_rest)});
    }
  return table_text(rows, std::vector<Align>(5, Align::kRight));
}

}  // namespace

std::string trajectory_text(const TrajectorySplit& split, const std::string& axis, const std::string& hyperparameter) {
  using Checks = run::TrajectoryChecks;
  std::string text =
      "held-out loss of the averaged weights, split by the eigenvalues that took it down; * is the lowest\n\n";
  if (!split.scales.empty()) text += table(split, axis, hyperparameter) + "\n";
  std::vector<Row> rows = {
      {"checks", fmt::format("eigenvalues sum to <G, dW>: off by {:.1e} at most, {:.0e} is allowed",
                             split.worst.eigenvalues, Checks::kMostEigenvalues)},
      {"", fmt::format("the changes of {} sum to that of the loss: off by {} at most, {} is allowed",
                       counted(split.runs, "run"), percent(split.worst.losses), percent(Checks::kMostLosses))}};
  const auto add = [&rows](const char* name, const std::vector<std::string>& lines) {
    for (std::size_t i = 0; i < lines.size(); ++i) rows.push_back({i == 0 ? name : "", lines[i]});
  };
  add("note", split.notes);
  add("because", split.reasons);
  return text + table_text(rows, {Align::kLeft, Align::kLeft}) +
         fmt::format("\nmechanism: {}\n\n", word(split.mechanism));
}

}  // namespace cdp::study
