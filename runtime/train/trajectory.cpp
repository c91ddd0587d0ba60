// See trajectory.h. The split of one tensor is split_change.h's.
#include "runtime/train/trajectory.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "runtime/train/memory.h"
#include "runtime/train/split_change.h"
#include "runtime/train/step.h"

namespace cdp::runtime {
namespace {

/// The average reaches back over this part of the run.
constexpr double kWindow = 0.1;

/// Of the change of an interval, or of a mean one, so much may be wrong before the gradient is looked at more closely.
constexpr double kAllowed = 0.01;
constexpr std::int64_t kMostParts = 32;  // of an interval

using Tensors = std::vector<torch::Tensor>;

Tensors sum_of(const Tensors& a, double times_a, const Tensors& b, double times_b) {
  Tensors sums;
  for (std::size_t i = 0; i < a.size(); ++i) sums.push_back(a[i] * times_a + b[i] * times_b);
  return sums;
}

double product(const Tensors& a, const Tensors& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i].to(at::kDouble) * b[i]).sum().item<double>();
  return sum;
}

void add_to(std::vector<double>& sums, const std::vector<double>& more) {
  sums.resize(more.size());
  for (std::size_t i = 0; i < more.size(); ++i) sums[i] += more[i];
}

}  // namespace

std::vector<std::int64_t> looked_at(std::int64_t steps, std::int64_t intervals) {
  std::vector<std::int64_t> at;
  for (std::int64_t i = 0; i <= intervals; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(intervals);
    const auto step = static_cast<std::int64_t>(std::ceil(static_cast<double>(steps) * share * share));
    if (at.empty() || step > at.back()) at.push_back(step);
  }
  return at;
}

Result<TrajectoryMeasure> TrajectoryMeasure::begin(const plan::Plan& plan, const Task& task, std::int64_t rows,
                                                   torch::Device device, std::int64_t intervals) {
  auto average = Model::build(plan, device, plan::Precision::fp32);
  if (!average) return average.error();
  return TrajectoryMeasure(*std::move(average), plan.training, task, rows, device, intervals);
}

TrajectoryMeasure::TrajectoryMeasure(Model average, const plan::Training& training, const Task& task, std::int64_t rows,
                                     torch::Device device, std::int64_t intervals)
    : model_(std::move(average)), loss_(task.loss()), batch_(task.held_out()), rows_(rows), device_(device) {
  found_.window = std::max(1.0, kWindow * static_cast<double>(training.steps));
  keep_ = 1 - 1 / found_.window;
  found_.steps = looked_at(training.steps, intervals);
  for (const Parameter& parameter : model_.parameters()) found_.tensors.push_back({parameter.name, 0, 0, {}});
  before_ = look();
  next_ = 1;
}

void TrajectoryMeasure::add(const std::vector<Parameter>& trained, std::int64_t step) {
  if (!is_finite_) return;
  {
    const at::NoGradGuard no_grad;
    for (std::size_t i = 0; i < trained.size(); ++i)
      model_.parameters()[i].master.mul_(keep_).add_(trained[i].master.detach(), 1 - keep_);
  }
  if (next_ == found_.steps.size() || step != found_.steps[next_]) return;
  Look now = look();
  if (is_finite_) split(before_, now);
  before_ = std::move(now);
  ++next_;
}

TrajectoryMeasure::Look TrajectoryMeasure::look() {
  Look now;
  for (const Parameter& parameter : model_.parameters()) now.weights.push_back(parameter.master.detach().clone());
  now.loss = gradients_at_weights(now.gradients);
  is_finite_ = is_finite_ && std::isfinite(now.loss);
  found_.losses.push_back(now.loss);
  return now;
}

double TrajectoryMeasure::gradients_at_weights(Tensors& gradients) {
  const double loss = with_memory_for("the gradient of the averaged weights; fewer workers at once need less", [&] {
    return accumulate_gradients(model_, batch_, loss_, rows_, device_).item<double>();
  });
  gradients.clear();
  for (Parameter& parameter : model_.parameters()) {
    torch::Tensor& gradient = parameter.compute.mutable_grad();
    gradients.push_back(gradient.defined() ? gradient : at::zeros_like(parameter.master.detach()));
    gradient = torch::Tensor();
  }
  return loss;
}

/// By Simpson's rule on ever finer parts, until its product with the displacement is the change of the loss, which it
/// has to be: the trapezoid of both ends first, then the gradients in the middle of each part as well.
TrajectoryMeasure::Tensors TrajectoryMeasure::mean_gradient(const Look& before, const Look& now, const Tensors& moved) {
  const double change = now.loss - before.loss;
  const double mean_change = std::abs(now.loss - found_.losses.front()) / static_cast<double>(next_);
  const double allowed = kAllowed * std::max(std::abs(change), mean_change);
  Tensors trapezoid = sum_of(before.gradients, 0.5, now.gradients, 0.5);
  Tensors mean = trapezoid;
  for (std::int64_t parts = 1; parts < kMostParts && !(std::abs(product(mean, moved) - change) <= allowed);
       parts *= 2) {
    Tensors middle;
    for (std::int64_t part = 0; part < parts; ++part) {
      const double share = (static_cast<double>(part) + 0.5) / static_cast<double>(parts);
      set_weights(before.weights, moved, share);
      Tensors gradients;
      static_cast<void>(gradients_at_weights(gradients));
      const double weight = 1 / static_cast<double>(parts);
      middle = middle.empty() ? sum_of(gradients, weight, gradients, 0) : sum_of(middle, 1, gradients, weight);
    }
    mean = sum_of(trapezoid, 1.0 / 3, middle, 2.0 / 3);
    trapezoid = sum_of(trapezoid, 0.5, middle, 0.5);
  }
  set_weights(now.weights, moved, 0);
  return mean;
}

void TrajectoryMeasure::set_weights(const Tensors& from, const Tensors& moved, double share) {
  const at::NoGradGuard no_grad;
  for (std::size_t i = 0; i < from.size(); ++i) {
    torch::Tensor& weights = model_.parameters()[i].master;
    weights.copy_(share == 0 ? from[i] : from[i] + moved[i] * share);
  }
}

void TrajectoryMeasure::split(const Look& before, const Look& now) {
  const Tensors moved = sum_of(now.weights, 1, before.weights, -1);
  const Tensors gradient = mean_gradient(before, now, moved);
  double change = 0;
  for (std::size_t i = 0; i < found_.tensors.size() && is_finite_; ++i) {
    const SplitChange part = split_change(gradient[i], moved[i]);
    is_finite_ = std::isfinite(part.change);
    run::TensorSplit& sum = found_.tensors[i];
    sum.change += part.change;
    sum.size += part.size;
    add_to(sum.tops, part.tops);
    change += part.change;
  }
  found_.changes.push_back(change);
}

std::optional<run::Trajectory> TrajectoryMeasure::result() const {
  if (!is_finite_ || next_ != found_.steps.size()) return {};
  return found_;
}

}  // namespace cdp::runtime
