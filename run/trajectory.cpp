// Sums, checks and JSON of trajectory.h.
#include "run/trajectory.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>

namespace cdp::run {
namespace {

using nlohmann::json;

constexpr double kInfinite = std::numeric_limits<double>::infinity();

/// Nothing of nothing is no error.
double relative(double error, double size) {
  if (error == 0) return 0;
  const double part = error / size;
  return std::isfinite(part) ? part : kInfinite;
}

double eigenvalues_error(const TensorSplit& tensor) {
  const double sum = tensor.tops.empty() ? 0 : tensor.tops.back();
  return relative(std::abs(sum - tensor.change), tensor.size);
}

double losses_error(const Trajectory& trajectory) {
  double errors = 0, moved = 0;
  for (std::size_t i = 0; i < trajectory.changes.size(); ++i) {
    const double change = trajectory.losses[i + 1] - trajectory.losses[i];
    errors += std::abs(trajectory.changes[i] - change);
    moved += std::abs(change);
  }
  const double intervals = std::accumulate(trajectory.changes.begin(), trajectory.changes.end(), 0.0);
  return relative(std::max(errors, std::abs(intervals - change_of(trajectory))), moved);
}

/// A number; null was none.
double number(const json& value) {
  return value.is_null() ? std::nan("") : value.get<double>();
}

std::vector<double> numbers(const json& values) {
  std::vector<double> read;
  for (const json& value : values.get<json::array_t>()) read.push_back(number(value));
  return read;
}

}  // namespace

double change_of(const Trajectory& trajectory) {
  double sum = 0;
  for (const TensorSplit& tensor : trajectory.tensors) sum += tensor.change;
  return sum;
}

double top_of(const Trajectory& trajectory, std::size_t power) {
  double sum = 0;
  for (const TensorSplit& tensor : trajectory.tensors)
    if (!tensor.tops.empty()) sum += tensor.tops[std::min(power, tensor.tops.size() - 1)];
  return sum;
}

std::size_t powers_of(const Trajectory& trajectory) {
  std::size_t most = 1;
  for (const TensorSplit& tensor : trajectory.tensors) most = std::max(most, tensor.tops.size());
  return most - 1;
}

TrajectoryChecks check(const Trajectory& trajectory) {
  if (trajectory.losses.size() != trajectory.changes.size() + 1 || trajectory.tensors.empty())
    return {kInfinite, kInfinite};
  TrajectoryChecks checks;
  for (const TensorSplit& tensor : trajectory.tensors)
    checks.eigenvalues = std::max(checks.eigenvalues, eigenvalues_error(tensor));
  checks.losses = losses_error(trajectory);
  return checks;
}

std::string to_json(const Trajectory& trajectory) {
  json tensors = json::array();
  for (const TensorSplit& tensor : trajectory.tensors)
    tensors.push_back({{"name", tensor.name}, {"change", tensor.change}, {"size", tensor.size}, {"tops", tensor.tops}});
  const json out = {{"window", trajectory.window},
                    {"steps", trajectory.steps},
                    {"losses", trajectory.losses},
                    {"changes", trajectory.changes},
                    {"tensors", std::move(tensors)}};
  return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<Trajectory> read_trajectory(std::string_view text) {
  const json read = json::parse(text, nullptr, /*allow_exceptions=*/false);
  Trajectory trajectory;
  try {
    trajectory.window = number(read.at("window"));
    trajectory.steps = read.at("steps").get<std::vector<std::int64_t>>();
    trajectory.losses = numbers(read.at("losses"));
    trajectory.changes = numbers(read.at("changes"));
    for (const json& tensor : read.at("tensors").get<json::array_t>())
      trajectory.tensors.push_back({tensor.at("name").get<std::string>(), number(tensor.at("change")),
                                    number(tensor.at("size")), numbers(tensor.at("tops"))});
  } catch (const json::exception&) {
    return Error{"is not the trajectory of a run", ""};
  }
  return trajectory;
}

}  // namespace cdp::run
