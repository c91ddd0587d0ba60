// The optimizers' passes over memory: their updates, and the sum of squares of gradients.
#include "runtime/graph/kernels/isa.h"

namespace cdp::runtime::kernels::CDP_ISA {
namespace {

template <class Grad, bool kShadow>
struct AdamW {
  static void update(const UpdateChunk& job, int64_t begin, int64_t end) {
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
};

template <class Grad, bool kShadow>
struct Sgd {
  static void update(const UpdateChunk& job, int64_t begin, int64_t end) {
    const Grad* grad = static_cast<const Grad*>(job.grad);
    float* __restrict master = job.master;
    float* __restrict momentum = job.m;
    Bf16* shadow = reinterpret_cast<Bf16*>(job.shadow);
#pragma omp simd
    for (int64_t i = begin; i < end; ++i) {
      const float m = job.beta1 * momentum[i] + load(grad + i) * job.grad_scale;
      const float decayed = master[i] - job.decay * master[i];
      const float p = decayed - job.rate * m;
      momentum[i] = m;
      master[i] = p;
      if (kShadow) store(shadow + i, p);
    }
  }
};

template <class Grad, bool kShadow>
struct Lion {
  static void update(const UpdateChunk& job, int64_t begin, int64_t end) {
    const Grad* grad = static_cast<const Grad*>(job.grad);
    float* __restrict master = job.master;
    float* __restrict average = job.m;
    Bf16* shadow = reinterpret_cast<Bf16*>(job.shadow);
    const float keep1 = 1.0f - job.beta1, keep2 = 1.0f - job.beta2;
#pragma omp simd
    for (int64_t i = begin; i < end; ++i) {
      const float g = load(grad + i) * job.grad_scale;
      const float direction = job.beta1 * average[i] + keep1 * g;
      const float sign = direction > 0 ? 1.0f : direction < 0 ? -1.0f : direction;  // NaN stays NaN
      const float decayed = master[i] - job.decay * master[i];
      const float p = decayed - job.rate * sign;
      average[i] = job.beta2 * average[i] + keep2 * g;
      master[i] = p;
      if (kShadow) store(shadow + i, p);
    }
  }
};

/// The rule for the job's gradient type, with or without a shadow.
template <template <class, bool> class Rule>
void run(const UpdateChunk& job, int64_t begin, int64_t end) {
  const bool shadow = job.shadow != nullptr;
  if (job.grad_type == Type::kFp32) {
    shadow ? Rule<float, true>::update(job, begin, end) : Rule<float, false>::update(job, begin, end);
  } else {
    shadow ? Rule<Bf16, true>::update(job, begin, end) : Rule<Bf16, false>::update(job, begin, end);
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

void adamw(const UpdateChunk& job, std::int64_t begin, std::int64_t end) {
  run<AdamW>(job, begin, end);
}

void sgd(const UpdateChunk& job, std::int64_t begin, std::int64_t end) {
  run<Sgd>(job, begin, end);
}

void lion(const UpdateChunk& job, std::int64_t begin, std::int64_t end) {
  run<Lion>(job, begin, end);
}

void sum_of_squares(const SumOfSquares& job, std::int64_t begin, std::int64_t end) {
  *job.sum = job.type == Type::kFp32 ? squares<float>(job.data, begin, end) : squares<Bf16>(job.data, begin, end);
}

}  // namespace cdp::runtime::kernels::CDP_ISA
