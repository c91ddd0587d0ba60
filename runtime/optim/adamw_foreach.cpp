// Every other device's way: LibTorch's foreach operations, whose scalars may differ from tensor to tensor, so that a
// step is some dozen launches and not some dozen a tensor.
#include "runtime/optim/adamw_update.h"

namespace cdp::runtime {
namespace {

using Scalars = std::vector<at::Scalar>;

template <class Member>
std::vector<at::Tensor> column(const std::vector<AdamWTensor>& tensors, Member AdamWTensor::*member) {
  std::vector<at::Tensor> out;
  for (const AdamWTensor& tensor : tensors) out.push_back(tensor.*member);
  return out;
}

template <class Value>
Scalars scalars(const std::vector<AdamWTensor>& tensors, const Value& value) {
  Scalars out;
  for (const AdamWTensor& tensor : tensors) out.emplace_back(value(tensor.scalars));
  return out;
}

}  // namespace

void update_by_foreach(const std::vector<AdamWTensor>& tensors, double gradient_scale) {
  if (tensors.empty()) return;
  const at::NoGradGuard no_grad;
  const auto master = column(tensors, &AdamWTensor::master);
  const auto m = column(tensors, &AdamWTensor::m);
  const auto v = column(tensors, &AdamWTensor::v);
  std::vector<at::Tensor> gradients;
  for (const AdamWTensor& tensor : tensors) gradients.push_back(tensor.gradient.to(at::kFloat));
  if (gradient_scale != 1.0) gradients = at::_foreach_mul(gradients, gradient_scale);

  at::_foreach_mul_(m, scalars(tensors, [](const AdamWScalars& s) { return s.beta1; }));
  auto weighted = at::_foreach_mul(gradients, scalars(tensors, [](const AdamWScalars& s) { return 1.0 - s.beta1; }));
  at::_foreach_add_(m, weighted);
  at::_foreach_mul_(v, scalars(tensors, [](const AdamWScalars& s) { return s.beta2; }));
  at::_foreach_addcmul_(v, gradients, gradients, scalars(tensors, [](const AdamWScalars& s) { return 1.0 - s.beta2; }));

  auto denominator = at::_foreach_sqrt(v);
  at::_foreach_div_(denominator, scalars(tensors, [](const AdamWScalars& s) { return s.root; }));
  at::_foreach_add_(denominator, scalars(tensors, [](const AdamWScalars& s) { return s.eps; }));
  at::_foreach_mul_(master, scalars(tensors, [](const AdamWScalars& s) { return 1.0 - s.decay; }));
  at::_foreach_addcdiv_(master, m, denominator, scalars(tensors, [](const AdamWScalars& s) { return -s.rate; }));
  for (const AdamWTensor& tensor : tensors) {
    if (tensor.shadow.defined()) tensor.shadow.copy_(tensor.master);
  }
}

double norm_by_foreach(const std::vector<at::Tensor>& tensors) {
  if (tensors.empty()) return 0;
  const at::NoGradGuard no_grad;
  std::vector<at::Tensor> wide;
  for (const at::Tensor& tensor : tensors) wide.push_back(tensor.to(at::kFloat));
  return at::stack(at::_foreach_norm(wide)).to(at::kDouble).norm().item<double>();
}

}  // namespace cdp::runtime
