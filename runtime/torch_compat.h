// Every difference between the LibTorch versions we build with (1.13 to 2.11) behind small functions, and the one set
// of Torch headers that everything includes (this file is the precompiled header). No model knowledge here.
#pragma once

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/types.h>
#include <torch/version.h>

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

// LibTorch's logging headers define a CHECK of their own; ours is the one meant from here on.
#undef CHECK
#include "compiler/base/check.h"

namespace cdp::runtime {

inline constexpr bool kTorch2 = TORCH_VERSION_MAJOR >= 2;

/// "2.11.0": what we were compiled with.
inline std::string torch_version() {
  return TORCH_VERSION;
}

/// Whether this build of LibTorch has CUDA in it and a device answers.
inline bool cuda_available() {
  return CDP_TORCH_CUDA != 0 && at::hasCUDA();
}

#if TORCH_VERSION_MAJOR >= 2
using OptionalTensor = std::optional<at::Tensor>;
#else
using OptionalTensor = c10::optional<at::Tensor>;
#endif

/// An optional tensor argument: a value where `tensor` is defined, nothing otherwise.
inline OptionalTensor optional_tensor(const at::Tensor& tensor) {
  if (tensor.defined()) return tensor;
  return {};
}

#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 5)
#define CDP_TORCH_GROUPS_HEADS 1
#else
#define CDP_TORCH_GROUPS_HEADS 0
#endif
/// Whether attention() takes keys and values with fewer heads than queries, one for a group of neighbours each.
inline constexpr bool kGroupsHeads = CDP_TORCH_GROUPS_HEADS != 0;

/// softmax(q k^T * scale) v for q, k, v of (batch, heads, time, d) with equal heads, or see kGroupsHeads. 1.13 has no
/// scale argument: it divides by sqrt(d) itself, so q is scaled beforehand by what is left.
inline at::Tensor attention(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, double scale, bool causal) {
#if CDP_TORCH_GROUPS_HEADS
  return at::scaled_dot_product_attention(q, k, v, {}, 0.0, causal, scale, /*enable_gqa=*/q.size(1) != k.size(1));
#elif TORCH_VERSION_MAJOR >= 2
  return at::scaled_dot_product_attention(q, k, v, {}, 0.0, causal, scale);
#else
  const double built_in = 1.0 / std::sqrt(static_cast<double>(q.size(-1)));
  return std::get<0>(at::_scaled_dot_product_attention(q * (scale / built_in), k, v, {}, 0.0, false, causal));
#endif
}

/// x / sqrt(mean(x^2) + eps) * gain over the last dimension, in fp32 inside; `gain` may be undefined.
inline at::Tensor rms_norm(const at::Tensor& x, const at::Tensor& gain, double eps) {
#if TORCH_VERSION_MAJOR >= 2
  if (!gain.defined() || gain.scalar_type() == x.scalar_type())
    return at::rms_norm(x, {x.size(-1)}, optional_tensor(gain), eps);
#endif
  const at::Tensor wide = x.to(at::kFloat);
  at::Tensor y = wide * at::rsqrt(at::mean(at::square(wide), {-1}, true) + eps);
  if (gain.defined()) y = y * gain.to(at::kFloat);
  return y.to(x.scalar_type());
}

/// (x - mean) / sqrt(var + eps) * gain + offset over the last dimension; both may be undefined. 1.13's backward throws
/// for bf16 input with fp32 weights, so there it runs in fp32.
inline at::Tensor layer_norm(const at::Tensor& x, const at::Tensor& gain, const at::Tensor& offset, double eps) {
  if (kTorch2) {
    return at::layer_norm(x, {x.size(-1)}, optional_tensor(gain), optional_tensor(offset), eps);
  }
  const auto wide = [](const at::Tensor& t) { return optional_tensor(t.defined() ? t.to(at::kFloat) : t); };
  return at::layer_norm(x.to(at::kFloat), {x.size(-1)}, wide(gain), wide(offset), eps).to(x.scalar_type());
}

/// Every tensor times a number without dimensions on their device, which nothing waits for.
inline std::vector<at::Tensor> foreach_mul(at::TensorList tensors, const at::Tensor& number) {
#if TORCH_VERSION_MAJOR >= 2
  return at::_foreach_mul(tensors, number);
#else
  std::vector<at::Tensor> out;
  for (const at::Tensor& tensor : tensors) out.push_back(tensor * number);
  return out;
#endif
}

/// The 2-norm of every tensor, in fp32 whatever its type.
inline std::vector<at::Tensor> foreach_norm(at::TensorList tensors) {
#if CDP_TORCH_GROUPS_HEADS  // the same version
  return at::_foreach_norm(tensors, 2, at::kFloat);
#else
  std::vector<at::Tensor> wide;
  for (const at::Tensor& tensor : tensors) wide.push_back(tensor.to(at::kFloat));
  return at::_foreach_norm(wide);
#endif
}

/// Every tensor's values into another's, which may have another type.
inline void foreach_copy_(at::TensorList to, at::TensorList from) {
#if TORCH_VERSION_MAJOR >= 2
  at::_foreach_copy_(to, from);
#else
  for (std::size_t i = 0; i < to.size(); ++i) to[i].copy_(from[i]);
#endif
}

/// The sign of every number, in place.
inline void foreach_sign_(at::TensorList tensors) {
#if TORCH_VERSION_MAJOR >= 2
  at::_foreach_sign_(tensors);
#else
  for (const at::Tensor& tensor : tensors) tensor.sign_();
#endif
}

}  // namespace cdp::runtime
