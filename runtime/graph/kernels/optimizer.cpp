// The optimizer's two passes over memory: AdamW's update and the sum of squares of gradients.
#include "runtime/graph/kernels/isa.h"

namespace cdp::runtime::kernels::CDP_ISA {
namespace {

template <class Grad, bool kShadow>
void update(const AdamWChunk& job, int64_t begin, int64_t end) {
  const Grad* grad = static_cast<const Grad*>(job.grad);
  float* __restrict master = job.master;
  float* __restrict first = job.m;
  float* __restrict second = job.v;
  Bf16* shadow = reinterpret_cast<Bf16*>(job.shadow);
  const float keep1 = 1.0f - job.beta1, keep2 = 1.0f - job.beta2;
#pragma omp simd
  for (int64_t i = begin; i < end; ++i) {
    const float g = load(grad + i) * job.grad_scale;
    const float m = job.beta1 * first[i] + keep1 * g;
    const float v = job.beta2 * second[i] + keep2 * g * g;
    const float decayed = master[i] - job.decay * master[i];
    const float p = decayed - job.rate * (m / (__builtin_sqrtf(v) / job.root + job.eps));
    first[i] = m;
    second[i] = v;
    master[i] = p;
    if (kShadow) store(shadow + i, p);
  }
}

template <class T>
double squares(const void* data, int64_t begin, int64_t end) {
  const T* x = static_cast<const T*>(data);
  double sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t i = begin; i < end; ++i) sum += static_cast<double>(load(x + i)) * static_cast<double>(load(x + i));
  return sum;
}

}  // namespace

void adamw(const AdamWChunk& job, std::int64_t begin, std::int64_t end) {
  const bool shadow = job.shadow != nullptr;
  if (job.grad_type == Type::kFp32) {
    shadow ? update<float, true>(job, begin, end) : update<float, false>(job, begin, end);
  } else {
    shadow ? update<Bf16, true>(job, begin, end) : update<Bf16, false>(job, begin, end);
  }
}

void sum_of_squares(const SumOfSquares& job, std::int64_t begin, std::int64_t end) {
  *job.sum = job.type == Type::kFp32 ? squares<float>(job.data, begin, end) : squares<Bf16>(job.data, begin, end);
}

}  // namespace cdp::runtime::kernels::CDP_ISA
