// See gradient_noise.h.
#include "runtime/train/gradient_noise.h"

#include <utility>

#include "runtime/graph/cpu_path.h"
#include "runtime/optim/one_pass.h"

namespace cdp::runtime {
namespace {

/// A double without dimensions, on the tensor's device.
torch::Tensor square_of(const torch::Tensor& tensor) {
  const torch::Tensor whole = tensor.detach();
  if (!goes_generic(whole.device())) {
    const double norm = norm_in_one_pass({whole});
    return at::scalar_tensor(norm * norm, at::kDouble);
  }
  return at::square(at::norm(whole, 2, at::kFloat).to(at::kDouble));
}

}  // namespace

std::vector<NoiseEstimate> estimates_of(const StepNoise& step) {
  const torch::Tensor squares = step.squares.cpu().contiguous();
  const double* const parts = squares.data_ptr<double>();
  const double* const whole = parts + squares.size(1);
  std::vector<NoiseEstimate> estimates;
  for (std::int64_t i = 0; i < squares.size(1); ++i)
    estimates.push_back(estimate_noise({parts[i], whole[i], step.inverse_rows, step.rows}));
  return estimates;
}

GradientNoise::GradientNoise(std::vector<Parameter>& parameters) : parameters_(parameters), sums_(parameters.size()) {
  for (std::size_t i = 0; i < parameters_.size(); ++i)
    hooks_.push_back(parameters_[i].compute.register_hook([this, i](const at::Tensor& gradient) { add(i, gradient); }));
}

GradientNoise::~GradientNoise() {
  for (std::size_t i = 0; i < parameters_.size(); ++i) parameters_[i].compute.remove_hook(hooks_[i]);
}

void GradientNoise::begin_part(std::int64_t rows, double share) {
  share_ = share;
  inverse_rows_ += 1 / static_cast<double>(rows);
  rows_ += static_cast<double>(rows);
  ++parts_;
}

void GradientNoise::add(std::size_t parameter, const torch::Tensor& gradient) {
  const at::NoGradGuard no_grad;
  const torch::Tensor square = square_of(gradient) / (share_ * share_);
  torch::Tensor& sum = sums_[parameter];
  sum = sum.defined() ? sum + square : square;
}

StepNoise GradientNoise::end_step() {
  const at::NoGradGuard no_grad;
  const auto parts = static_cast<double>(std::exchange(parts_, 0));
  std::vector<torch::Tensor> means, wholes;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const torch::Tensor gradient = parameters_[i].gradient();
    const torch::Tensor none =
        at::zeros({}, torch::TensorOptions().dtype(at::kDouble).device(parameters_[i].compute.device()));
    means.push_back(sums_[i].defined() ? sums_[i] / parts : none);
    wholes.push_back(gradient.defined() ? square_of(gradient) : none);
    sums_[i] = torch::Tensor();
  }
  return {at::stack({at::stack(means), at::stack(wholes)}), std::exchange(inverse_rows_, 0.0) / parts,
          std::exchange(rows_, 0.0)};
}

}  // namespace cdp::runtime
