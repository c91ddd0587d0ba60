// One-pass CPU kernels over raw memory: no LibTorch, no threads (the caller cuts the work, [begin, end) of it each),
// and compiled once for each instruction set. Numbers are fp32 or bf16 outside, fp32 inside.
#pragma once

#include <cstdint>

namespace cdp::runtime::kernels {

enum class Type { kFp32, kBf16 };

struct RmsNorm {
  Type type;
  const void* x;
  const float* gain;  // null: ones
  void* y;
  float* inverse;  // (rows): 1 / sqrt(mean(x^2) + eps)
  std::int64_t width;
  float eps;
};

struct RmsNormBackward {
  Type type;
  const void* x;
  const float* gain;
  const void* grad;
  const float* inverse;
  void* grad_x;
  float* grad_gain;  // (width), added to; null: not wanted
  std::int64_t width;
};

/// Element (batch, head, time, i) is at batch * strides[0] + head * strides[1] + time * strides[2] + i.
struct Rows {
  void* data;
  std::int64_t strides[3];
};

struct Rope {
  Type type;
  Rows x, y;
  const float* cos;  // (time, width / 2)
  const float* sin;
  std::int64_t heads, time, width;
  float direction;  // 1 forward, -1 backward
};

struct Swiglu {
  Type type;
  const void* x;
  const void* y;
  void* out;  // silu(x) * y
};

struct SwigluBackward {
  Type type;
  const void* x;
  const void* y;
  const void* grad;
  void* grad_x;
  void* grad_y;
};

struct Attention {
  Type type;
  Rows q, k, v, out;
  float* log_sums;  // (batch heads, time): log of the sum of exponentials of the scaled scores
  std::int64_t heads, time, width;
  float scale;
  bool causal;
  float* scratch;  // attention_scratch() floats, the caller's own
};

struct AttentionBackward {
  Attention forward;  // out and log_sums as the forward pass left them
  Rows grad, grad_q, grad_k, grad_v;
};

/// Queries at a time; lengths and widths are padded to a multiple of it.
inline constexpr std::int64_t kAttentionBlock = 32;
/// Floats between rows of `time` numbers, beyond their length.
inline constexpr std::int64_t kAttentionSpread = 16;
/// Floats of scratch for one (batch, head) at a time, forward or backward.
[[nodiscard]] std::int64_t attention_scratch(std::int64_t time, std::int64_t width);

/// An optimizer's step, p -= decay p and then
///   adamw  m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; p -= rate m / (sqrt(v) / root + eps)
///   sgd    m = beta1 m + g; p -= rate m
///   lion   p -= rate sign(beta1 m + (1 - beta1) g); m = beta2 m + (1 - beta2) g
struct UpdateChunk {
  float* master;
  float* m;
  float* v;  // adamw only
  const void* grad;
  Type grad_type;
  std::uint16_t* shadow;  // bf16 copy to refresh, or null
  float grad_scale, beta1, beta2, eps, decay, rate, root;
};

struct SumOfSquares {
  const void* data;
  Type type;
  double* sum;  // written
};

struct Kernels {
  const char* instruction_set;
#define KERNEL(name, Job) void (*name)(const Job&, std::int64_t begin, std::int64_t end);
#include "runtime/graph/kernels/kernels.def"
#undef KERNEL
};

/// The best that this processor can run.
[[nodiscard]] const Kernels& best();
/// The number of them that this processor can run, plainest first; for tests.
[[nodiscard]] int available();
[[nodiscard]] const Kernels& at(int i);

}  // namespace cdp::runtime::kernels
