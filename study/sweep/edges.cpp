// Optima at the edge of a grid, and what lies beyond; see grid.h.
#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "compiler/base/text.h"
#include "compiler/pipeline/number.h"
#include "study/sweep/grid.h"

namespace cdp::study {
namespace {

/// The finished trials of one combination of values.
struct Cell {
  double sum = 0;  // of their losses
  int losses = 0;
  const Trial* first = nullptr;

  [[nodiscard]] double mean() const { return sum / losses; }
};

/// The value that a trial gives to a set; none: it does not set it, or to no number.
std::optional<double> value_of(const Trial& trial, const std::string& set) {
  for (const std::string& text : trial.point.sets)
    if (text.starts_with(set))
      if (const auto number = pipeline::number_of(text.substr(set.size()), ""); number) return *number;
  return {};
}

double next_value(const Over& over, double best, Edge::Side side) {
  const double up = side == Edge::Side::kHigh ? 1 : -1;
  double step = over.step;
  if (over.kind == Step::kListed) {  // as far as the two values at that end are from each other
    const auto& v = over.values;
    step = side == Edge::Side::kHigh ? v[v.size() - 1] / v[v.size() - 2] : v[1] / v[0];
  }
  const double value = over.kind == Step::kSum ? best + up * step : best * std::pow(step, up);
  return std::stod(fmt::format("{:.12g}", value));
}

/// Whether there is a next value on either side.
bool can_grow(const Over& over) {
  return over.kind != Step::kListed ? !over.values.empty() : over.values.size() > 1 && over.values.front() > 0;
}

std::map<Scale, std::vector<const Trial*>> by_scale(const std::vector<Trial>& trials) {
  std::map<Scale, std::vector<const Trial*>> scales;
  for (const Trial& trial : trials) scales[trial.point.at].push_back(&trial);
  return scales;
}

/// The trial of the smallest mean over seeds.
const Trial* best_of(const std::vector<const Trial*>& trials) {
  std::map<std::vector<std::string>, Cell> cells;
  for (const Trial* trial : trials) {
    if (trial->result.state != TrialState::kFinished || !trial->result.loss) continue;
    Cell& cell = cells[trial->point.sets];
    cell.sum += *trial->result.loss;
    ++cell.losses;
    if (cell.first == nullptr) cell.first = trial;
  }
  const Cell* least = nullptr;
  for (const auto& [sets, cell] : cells)
    if (least == nullptr || cell.mean() < least->mean()) least = &cell;
  return least == nullptr ? nullptr : least->first;
}

}  // namespace

std::vector<Edge> edges(const Grid& grid, const std::vector<Trial>& trials) {
  std::vector<Edge> found;
  for (const auto& [at, here] : by_scale(trials)) {
    const Trial* best = best_of(here);
    if (best == nullptr) continue;
    for (const Over& over : grid.overs) {
      const auto value = value_of(*best, over.set);
      if (!value || !can_grow(over)) continue;
      std::set<double> tried;
      for (const Trial* trial : here)
        if (const auto other = value_of(*trial, over.set)) tried.insert(*other);
      if (*value == *tried.begin()) found.push_back({at, over.set, Edge::Side::kLow, *value});
      if (*value == *tried.rbegin()) found.push_back({at, over.set, Edge::Side::kHigh, *value});
    }
  }
  return found;
}

std::vector<TrialPoint> beyond(const Edge& edge, const Grid& grid, const std::vector<Trial>& trials) {
  const auto over =
      std::find_if(grid.overs.begin(), grid.overs.end(), [&](const Over& one) { return one.set == edge.set; });
  if (over == grid.overs.end() || !can_grow(*over)) return {};
  const std::string value = edge.set + shortest(next_value(*over, edge.best, edge.side));
  std::vector<TrialPoint> added;
  for (const Trial& trial : trials) {
    if (trial.point.at != edge.at || value_of(trial, edge.set) != edge.best) continue;
    TrialPoint point = trial.point;
    for (std::string& text : point.sets)
      if (text.starts_with(edge.set)) text = value;
    added.push_back(std::move(point));
  }
  return added;
}

}  // namespace cdp::study
